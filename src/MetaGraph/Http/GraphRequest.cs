using System.Collections.Immutable;

namespace MetaGraph.Http;

/// <summary>Which client carries a request, and where it puts its parameters.</summary>
internal enum GraphChannel
{
    /// <summary>Token in the header; parameters of a GET or DELETE in the query, of a POST in a JSON body.</summary>
    Header,

    /// <summary>The three endpoints that take secrets in the query only.</summary>
    Query,
}

/// <summary>One operation: verb, path, parameters, and whether it changes something (which the verb does not tell).</summary>
internal sealed record GraphRequest
{
    private GraphRequest(
        HttpMethod method,
        ImmutableArray<string> path,
        bool changes,
        GraphChannel channel = GraphChannel.Header
    ) => (Method, Path, Changes, Channel) = (method, path, changes, channel);

    public HttpMethod Method { get; }

    public ImmutableArray<string> Path { get; }

    public bool Changes { get; }

    public GraphChannel Channel { get; }

    public ImmutableArray<GraphParameter> Parameters { get; private init; } = [];

    /// <summary>Values that must never show up in a message: they are replaced in whatever Meta answers.</summary>
    public ImmutableArray<string> Secrets { get; private init; } = [];

    /// <summary>On the query channel: the session's own token and its proof go into the query too.</summary>
    public bool CarriesCaller { get; private init; }

    public static GraphRequest Get(GraphId node, params string[] edges) => Get([node.Value, .. edges]);

    public static GraphRequest Get(params string[] path) => new(HttpMethod.Get, [.. path], changes: false);

    public static GraphRequest Post(GraphId node, params string[] edges) =>
        new(HttpMethod.Post, [node.Value, .. edges], changes: true);

    public static GraphRequest Delete(GraphId node, params string[] edges) =>
        new(HttpMethod.Delete, [node.Value, .. edges], changes: true);

    /// <summary>A batch: it changes something when any of its items does.</summary>
    public static GraphRequest Batch(IReadOnlyList<GraphRequest> items) =>
        new GraphRequest(HttpMethod.Post, [], items.Any(item => item.Changes))
            .With(new GraphParameter("batch", new GraphValue.Json(writer => GraphBatch.Write(writer, items))))
            .With("include_headers", false);

    public static GraphRequest QueryOnly(bool changes, params string[] path) =>
        new(HttpMethod.Get, [.. path], changes, GraphChannel.Query);

    public GraphRequest With(string name, string value) => With(new GraphParameter(name, new GraphValue.Text(value)));

    public GraphRequest With(string name, bool value) => With(new GraphParameter(name, new GraphValue.Flag(value)));

    public GraphRequest With(string name, GraphId value) => With(name, value.Value);

    public GraphRequest Fields(string fields) => With("fields", fields);

    /// <summary>An empty list is left out.</summary>
    public GraphRequest WithWords<TWord>(string name, IReadOnlyList<TWord> words)
        where TWord : struct, IGraphWord<TWord> =>
        words.Count == 0
            ? this
            : With(new GraphParameter(name, new GraphValue.List([.. words.Select(word => word.Value)])));

    public GraphRequest WithSecret(string name, string value) =>
        With(name, value) with
        {
            Secrets = Secrets.Add(value),
        };

    public GraphRequest AsCaller() => this with { CarriesCaller = true };

    /// <summary>The same list, one page of it.</summary>
    public GraphRequest Page(int limit, string? after)
    {
        var page = With("limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return after is null ? page : page.With("after", after);
    }

    /// <summary>Neither parameters nor path: they may hold secrets.</summary>
    public override string ToString() => $"{Method} {(Changes ? "(changes)" : "(reads)")}";

    private GraphRequest With(GraphParameter parameter) => this with { Parameters = Parameters.Add(parameter) };
}
