using MetaGraph.Assets;
using MetaGraph.Businesses;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tokens;

namespace MetaGraph;

/// <summary>Graph as one set of credentials sees it, and what was heard about limits and time on the way.</summary>
public sealed class MetaGraphSession
{
    private readonly GraphConnection _graph;

    internal MetaGraphSession(GraphConnection graph)
    {
        _graph = graph;
        Businesses = new BusinessesClient(graph);
        SystemUsers = new SystemUsersClient(graph);
        Assets = new AssetsClient(graph);
        Tokens = new TokensClient(graph);
    }

    public BusinessesClient Businesses { get; }

    public SystemUsersClient SystemUsers { get; }

    public AssetsClient Assets { get; }

    public TokensClient Tokens { get; }

    public GraphAccess Access => _graph.Access;

    public GraphUsage Usage => _graph.Headers.Usage;

    /// <summary>
    /// The last refusal for a limit, of a single call or of one in a batch, and lets go of it; null: none since this was
    /// last asked.
    /// </summary>
    public MetaGraphException? TakeThrottle() => _graph.TakeThrottle();

    /// <summary>The <c>Date</c> header of the last answer, UTC, to the second; null before the first answer.</summary>
    public DateTimeOffset? ServerTime => _graph.Headers.ServerTime;

    /// <summary>By how much this machine's clock ran ahead of that date when it came (negative: behind); null before the first answer.</summary>
    public TimeSpan? ClockSkew => _graph.Headers.ClockSkew;

    /// <summary>HTTP requests sent, repetitions included.</summary>
    public int Requests => _graph.Requests;

    /// <summary>Graph operations sent, which is what Meta's limits count: a batch of 50 is 1 request and 50 calls.</summary>
    public int Calls => _graph.Calls;
}
