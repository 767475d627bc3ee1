using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// <c>kill -9</c> at any moment, again and again, while operations are asked for and go on. The moments come out of a
/// seed, and are within the time that an operation takes on this machine.
/// </summary>
public sealed class RandomKillTests
{
    private const string Ours = "northwind at random";

    // On each database: twenty and four together.
    private static readonly int Kills = Soak.Number("SOAK_KILLS", 10);
    private static readonly int Operations = Soak.Number("SOAK_OPERATIONS", 2);

    private readonly HashSet<string> _gone = [];

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    [Trait("Id", "A03")]
    public async Task However_often_it_is_killed_every_operation_ends_and_no_live_token_is_lost(
        DatabaseProvider provider
    )
    {
        var random = Soak.Seeded(out var replay);
        await using var site = await CrashSite.OpenAsync(provider);
        await site.PlayAsync(
            $"{replay} SOAK_KILLS={Kills} SOAK_OPERATIONS={Operations} on {provider}",
            async () =>
            {
                var longest = await site.TakeTimeAsync();
                var titles = await KillAndAskAsync(site, random, longest);
                await site.StartAgainAsync();
                foreach (var title in titles)
                    await site.Record.SettledAsync(title, site.App);
                await SeeAsync(site, titles);
            }
        );
    }

    /// <summary>The titles of what was asked for.</summary>
    private async Task<List<string>> KillAndAskAsync(CrashSite site, Random random, TimeSpan longest)
    {
        var (titles, notRevoked) = (new List<string>(), new List<string>());
        for (var kill = 0; kill < Kills; kill++)
        {
            if (titles.Count * Kills <= kill * Operations)
                titles.Add(await AskNextAsync(site, titles.Count, notRevoked));
            await Task.Delay(longest * random.NextDouble(), TimeProvider.System);
            await site.StartAgainAsync();
        }

        return titles;
    }

    /// <summary>In turns a creation, and the revocation of one that is done, where there is one.</summary>
    private async Task<string> AskNextAsync(CrashSite site, int number, List<string> notRevoked)
    {
        if (number % 2 == 1 && await FindDoneAsync(site, notRevoked) is { } name)
        {
            notRevoked.Remove(name);
            await site.RevokeAsync(name);
            return CrashSite.RevocationOf(name);
        }

        await MakeRoomAsync(site);
        name = $"{Ours} {number + 1}";
        notRevoked.Add(name);
        await site.CreateAsync(name);
        return CrashSite.CreationOf(name);
    }

    /// <summary>Meta has ten slots: those whose token is dead are looked at now, and go.</summary>
    private async Task MakeRoomAsync(CrashSite site)
    {
        var (operations, tokens) = (await site.Record.OperationsAsync(), await site.Record.TokensAsync());
        var dead = operations
            .Where(o => o is { Kind: OperationKind.RevokeToken, State: OperationState.Done })
            .Select(o => o.Title[CrashSite.RevocationOf("").Length..]);
        foreach (var name in dead.Except(_gone).ToList())
        {
            await SeeTokensAsync(site, name, operations, tokens);
            await CrashSite.RemoveAsync(site.Meta, name);
            _gone.Add(name);
        }
    }

    private static async Task<string?> FindDoneAsync(CrashSite site, List<string> names)
    {
        foreach (var name in names)
        {
            if ((await site.Record.FindOperationAsync(CrashSite.CreationOf(name)))?.State == OperationState.Done)
                return name;
        }

        return null;
    }

    private async Task SeeAsync(CrashSite site, List<string> titles)
    {
        var operations = await site.Record.OperationsAsync();
        var tokens = await site.Record.TokensAsync();
        var names = (await site.Meta.NamesAsync()).Where(n => n.StartsWith(Ours, StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        foreach (
            var name in titles
                .Where(t => t.StartsWith("Create ", StringComparison.Ordinal))
                .Select(t => t[7..])
                .Except(_gone)
        )
            await SeeTokensAsync(site, name, operations, tokens);
        await site.Record.SeeAuditHoldsAsync();
        Soak.Say(
            $"{Kills} kills; {string.Join(", ", operations.CountBy(o => o.State).Select(s => $"{s.Value} {s.Key}"))}; "
                + $"{operations.SelectMany(o => o.Steps).Sum(s => s.Attempts - 1)} steps were tried again"
        );
    }

    /// <summary>No live token that the record doesn't hold; of what is done, exactly what was asked for.</summary>
    private static async Task SeeTokensAsync(
        CrashSite site,
        string name,
        List<Operation> operations,
        List<Token> tokens
    )
    {
        var live = (await site.Meta.TokensOfAsync(name)).Where(SandboxView.IsLive).ToList();
        var own = tokens
            .Where(t => operations.Single(o => o.Id == t.IssueOperationId).Title == $"Create {name}")
            .ToList();
        foreach (var token in live)
        {
            var sha256 = token.GetProperty("sha256").GetString();
            Assert.True(
                own.Exists(t => t.State == TokenState.Orphan || (t.IsLive && t.ValueSha256 == sha256)),
                $"A token of {name} lives at Meta, and the record has {string.Join(", ", own.Select(t => t.State))}"
            );
        }

        var revoked = operations.Exists(o => o.Title == CrashSite.RevocationOf(name) && o.State == OperationState.Done);
        var created = operations.Exists(o => o.Title == CrashSite.CreationOf(name) && o.State == OperationState.Done);
        if (!created)
            return;
        Assert.Equal(revoked ? 0 : 1, live.Count);
        var enabled = (await site.Meta.SecretsNamedAsync(own.Single().SecretName)).SelectMany(s => s.EnabledVersions);
        Assert.Equal(revoked ? 0 : 1, enabled.Count(e => e));
    }
}
