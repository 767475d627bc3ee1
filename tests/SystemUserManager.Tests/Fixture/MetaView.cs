using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Fixture;

/// <summary>What is true at Meta, whatever the product believes: read from the sandbox's own state.</summary>
public sealed class MetaView(SandboxHost sandbox)
{
    /// <summary>All system users of this name, in the order of making.</summary>
    public IReadOnlyList<SystemUser> Called(string name) =>
        Read(state =>
            state.Businesses.SelectMany(b => state.Members.SystemUsersOf(b.Id)).Where(s => s.Name == name).ToList()
        );

    public IReadOnlyList<SystemUser> SystemUsersOf(string business) =>
        Read(state => state.Members.SystemUsersOf(Business(business).Id).ToList());

    public Business Business(string name) =>
        Read(state => state.Businesses.Single(b => b.Name.StartsWith(name, StringComparison.Ordinal)));

    /// <summary>The tokens of the one system user of this name that Meta would accept now.</summary>
    public IReadOnlyList<Token> LiveTokens(string name) =>
        Read(state => state.Tokens.Of(Called(name).Single().Id).Where(state.Tokens.IsLive).ToList());

    /// <summary>Every token that the one system user of this name ever had.</summary>
    public IReadOnlyList<Token> EveryToken(string name) =>
        Read(state => state.Tokens.Of(Called(name).Single().Id).ToList());

    /// <summary>Asset's name → tasks, direct grants of the one system user of this name.</summary>
    public IReadOnlyDictionary<string, string[]> Grants(string name) =>
        Read(state =>
            state
                .Grants.Of(Called(name).Single().Id)
                .ToDictionary(g => state.Assets.Find(g.Key)!.Name, g => g.Value.Tasks)
        );

    /// <summary>Requests to Meta since a mark; a batch is one.</summary>
    public IReadOnlyList<RequestLine> Requests(long since = 0) => [.. Lines(since).Where(l => l.Batch is null)];

    /// <summary>Calls that change something (the items of a batch one by one) since a mark.</summary>
    public IReadOnlyList<RequestLine> Changes(long since = 0) =>
        [
            .. Lines(since)
                .Where(l =>
                    l.Method is "POST" or "DELETE" || l.Path.EndsWith("/oauth/revoke", StringComparison.Ordinal)
                )
                .Where(l => RequestLog.WithoutVersion(l.Path) is not ("" or "/")),
        ];

    public int Count(string method, string pathEnd, long since = 0) =>
        Lines(since).Count(l => l.Method == method && l.Path.EndsWith(pathEnd, StringComparison.Ordinal));

    public T Read<T>(Func<GraphState, T> read)
    {
        lock (sandbox.Journal.Lock)
            return read(sandbox.State);
    }

    private IEnumerable<RequestLine> Lines(long since) => sandbox.Log.After(since).Where(l => l.Server == "graph");
}
