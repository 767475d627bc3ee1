using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Sends operations for one session: refuses changes where only reading is allowed, repeats what may be repeated, and
/// ends every failure in a <see cref="MetaGraphException"/> that says whether a change may have happened.
/// </summary>
internal sealed partial class GraphConnection
{
    private readonly HttpClient _http;
    private readonly HttpClient _queryOnlyHttp;
    private readonly MetaGraphOptions _options;
    private readonly TimeProvider _time;
    private readonly GraphRetries _retries;
    private readonly GraphCredentials _credentials;
    private readonly GraphMessages _messages;
    private readonly GraphGate? _gate;
    private int _requests;
    private int _calls;
    private MetaGraphException? _throttle;

    public GraphConnection(
        HttpClient http,
        HttpClient queryOnlyHttp,
        MetaGraphOptions options,
        TimeProvider time,
        GraphRetries retries,
        GraphCredentials credentials,
        GraphAccess access,
        GraphGate? gate
    )
    {
        (_http, _queryOnlyHttp, _options, _time) = (http, queryOnlyHttp, options, time);
        (_retries, _credentials, Access, _gate) = (retries, credentials, access, gate);
        _messages = new GraphMessages(options, credentials, time);
        Headers = new GraphHeaders(time);
    }

    public GraphAccess Access { get; }

    public GraphHeaders Headers { get; }

    public int Requests => Volatile.Read(ref _requests);

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The last refusal for a limit, single or in a batch, and lets go of it; null: none since it was last asked.</summary>
    public MetaGraphException? TakeThrottle() => Interlocked.Exchange(ref _throttle, null);

    public int NestedPageSize => _options.NestedPageSize;

    /// <exception cref="InvalidOperationException">The session knows no app secret.</exception>
    public AppSecret DemandSecret() =>
        _credentials.Secret
        ?? throw new InvalidOperationException("This call needs the app's secret, which this session does not know.");

    /// <summary>The app as its own caller: <c>id|secret</c>.</summary>
    public string AppToken() => $"{_credentials.AppId}|{DemandSecret().Reveal()}";

    public GraphRequest AsApp(GraphRequest request) =>
        request.With("client_id", _credentials.AppId).WithSecret("client_secret", DemandSecret().Reveal());

    public Task<T> SendAsync<T>(GraphRequest request, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        SendAsync(request, calls: 1, (json, _) => read(json), cancellationToken);

    private async Task<T> SendAsync<T>(
        GraphRequest request,
        int calls,
        Func<JsonElement, GraphAnswerContext, T> read,
        CancellationToken cancellationToken
    )
    {
        if (request.Changes && Access == GraphAccess.ReadOnly)
            throw new GraphReadOnlyException();
        return await _retries
            .For(request)
            .ExecuteAsync(
                static (state, token) => state.Self.AttemptAsync(state.request, state.calls, state.read, token),
                (Self: this, request, calls, read),
                cancellationToken
            );
    }

    private async ValueTask<T> AttemptAsync<T>(
        GraphRequest request,
        int calls,
        Func<JsonElement, GraphAnswerContext, T> read,
        CancellationToken cancellationToken
    )
    {
        if (_gate is not null)
            await _gate(request.Changes, Headers.Usage, cancellationToken);
        // The last moment at which a cancelled change is known not to have happened.
        cancellationToken.ThrowIfCancellationRequested();
        using var message = _messages.Create(request);
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _calls, calls);
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        int? status = null;
        try
        {
            var client = request.Channel == GraphChannel.Query ? _queryOnlyHttp : _http;
            using var response = await client.SendAsync(
                message,
                HttpCompletionOption.ResponseHeadersRead,
                either.Token
            );
            status = (int)response.StatusCode;
            var context = new GraphAnswerContext(
                status.Value,
                request.Changes,
                Headers.Read(response),
                Secrets(request)
            );
            using var body = await GraphBody.ReadAsync(response.Content, _options.MaxResponseBytes, either.Token);
            return GraphAnswer.Read(body.Bytes, json => read(json, context), context);
        }
        catch (MetaGraphException refusal)
        {
            NoteThrottle(refusal);
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !request.Changes)
        {
            throw;
        }
        catch (Exception error)
        {
            throw GraphLoss.Of(error, request.Changes, status, _options.Timeout, cancellationToken).ToException(error);
        }
    }

    private void NoteThrottle(MetaGraphException? refusal)
    {
        if (refusal is { Kind: GraphErrorKind.Throttled })
            Interlocked.Exchange(ref _throttle, refusal);
    }

    private List<string> Secrets(GraphRequest request)
    {
        // Longest first: a secret that is part of another one must not break it up before it is recognised.
        List<string> secrets = [_credentials.Token.Reveal(), .. request.Secrets];
        if (_credentials.Secret is { } secret)
            secrets.Add(secret.Reveal());
        secrets.Sort((one, other) => other.Length.CompareTo(one.Length));
        return secrets;
    }
}
