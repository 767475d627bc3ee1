using System.Diagnostics;
using System.Net;
using MetaGraph.Http;

namespace MetaGraph;

/// <summary>
/// The way into Graph: made once, it opens a session per set of credentials. Holds no credentials and logs nothing.
/// https://developers.facebook.com/docs/graph-api/overview (v26.0, read 2026-11-24).
/// </summary>
public sealed class MetaGraphClient
{
    private readonly HttpClient _http;
    private readonly HttpClient _queryOnlyHttp;
    private readonly MetaGraphOptions _options;
    private readonly TimeProvider _time;
    private readonly GraphRetries _retries;

    /// <param name="http">Carries all calls but three. Its handler must not follow redirects: see <see cref="CreateHandler"/>.
    /// Time limits are the client's own: an <see cref="HttpClient.Timeout"/> shorter than
    /// <see cref="MetaGraphOptions.Timeout"/> only makes more outcomes unknown.</param>
    /// <param name="queryOnlyHttp">
    /// Carries <c>debug_token</c>, <c>oauth/revoke</c> and <c>oauth/access_token</c>, which take tokens and the app secret
    /// in the query and nowhere else. Nothing may log or trace it: see <see cref="CreateQueryOnlyHandler"/>.
    /// </param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says why.</exception>
    public MetaGraphClient(HttpClient http, HttpClient queryOnlyHttp, MetaGraphOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(queryOnlyHttp);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        (_http, _queryOnlyHttp, _options, _time) = (http, queryOnlyHttp, options, time);
        _retries = new GraphRetries(options, time);
    }

    /// <summary>Sends nothing yet. A session may be used by several callers at once.</summary>
    /// <param name="gate">Asked before each request; null: nobody is asked.</param>
    public MetaGraphSession Open(GraphCredentials credentials, GraphAccess access, GraphGate? gate = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new MetaGraphSession(
            new GraphConnection(_http, _queryOnlyHttp, _options, _time, _retries, credentials, access, gate)
        );
    }

    /// <summary>
    /// How far this machine's clock runs ahead of Meta's (negative: behind), to the second, by the <c>Date</c> header of
    /// any answer; null when it has none. Sends no credentials: whatever Meta answers will do.
    /// </summary>
    /// <exception cref="MetaGraphException">No answer came.</exception>
    public async Task<TimeSpan?> MeasureClockSkewAsync(CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var answer = await _http.GetAsync(
                new Uri(_options.BaseAddress, $"/{_options.Version}/"),
                HttpCompletionOption.ResponseHeadersRead,
                either.Token
            );
            return answer.Headers.Date is { } date ? _time.GetUtcNow() - date : null;
        }
        catch (Exception error)
            when (error is HttpRequestException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            throw GraphLoss.Of(error, changes: false, null, _options.Timeout, cancellationToken).ToException(error);
        }
    }

    /// <summary>
    /// A handler as this client needs it: follows no redirect (it would carry the token on), keeps no cookies, sends no
    /// trace headers to Meta, and renews connections every 5 minutes so that DNS changes are seen.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        };

    /// <summary>
    /// As <see cref="CreateHandler"/>, and without any diagnostics: no activity and no diagnostic event is made for its
    /// requests, since their query is a secret.
    /// </summary>
    public static SocketsHttpHandler CreateQueryOnlyHandler()
    {
        var handler = CreateHandler();
        // Without a propagator the runtime leaves its diagnostics handler out altogether.
        handler.ActivityHeadersPropagator = null;
        return handler;
    }
}
