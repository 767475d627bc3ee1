using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>Turns an operation into an HTTP message that carries the session's credentials where they belong.</summary>
internal sealed class GraphMessages(MetaGraphOptions options, GraphCredentials credentials, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json") { CharSet = "utf-8" };
    private readonly string _root = $"{options.BaseAddress.AbsoluteUri.TrimEnd('/')}/{options.Version}/";
    private readonly string? _plainProof = credentials.Secret is { } secret
        ? AppSecretProof.Of(secret, credentials.Token)
        : null;

    public HttpRequestMessage Create(GraphRequest request)
    {
        var parameters = request.Parameters.AddRange(CallerOf(request)).AddRange(ProofOf(request));
        var inBody = request.Method == HttpMethod.Post;
        var message = new HttpRequestMessage(
            request.Method,
            new Uri(_root + Relative(request, inBody ? [] : parameters))
        );
        message.Headers.UserAgent.ParseAdd(options.UserAgent);
        if (request.Channel == GraphChannel.Header)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credentials.Token.Reveal());
        if (inBody)
            message.Content = JsonBody(parameters);
        else if (request.Changes)
            // When a connection closes before the answer, the runtime by itself sends a request without content again, up to
            // three times. An empty content forbids that: nothing that changes Meta is ever sent twice unseen.
            message.Content = new ByteArrayContent([]);
        return message;
    }

    /// <summary>Path and query under the version, escaped; what a batch calls <c>relative_url</c>.</summary>
    public static string Relative(GraphRequest request, IReadOnlyCollection<GraphParameter> query)
    {
        var path = string.Join('/', request.Path.Select(Uri.EscapeDataString));
        return query.Count == 0 ? path : $"{path}?{GraphParameters.ToForm(query)}";
    }

    private static ByteArrayContent JsonBody(IEnumerable<GraphParameter> parameters)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            GraphParameters.WriteJson(writer, parameters);
        return new ByteArrayContent(buffer.WrittenSpan.ToArray()) { Headers = { ContentType = JsonType } };
    }

    private IEnumerable<GraphParameter> CallerOf(GraphRequest request) =>
        request.CarriesCaller ? [Text("access_token", credentials.Token.Reveal())] : [];

    private IEnumerable<GraphParameter> ProofOf(GraphRequest request)
    {
        var carriesToken = request.Channel == GraphChannel.Header || request.CarriesCaller;
        if (!carriesToken || credentials.Secret is not { } secret)
            return [];
        if (!options.TimedProof)
            return [Text("appsecret_proof", _plainProof!)];
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return
        [
            Text("appsecret_proof", AppSecretProof.Of(secret, credentials.Token, now)),
            Text("appsecret_time", now.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
    }

    private static GraphParameter Text(string name, string value) => new(name, new GraphValue.Text(value));
}
