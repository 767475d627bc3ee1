using System.Text.Json;
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

    // From the asking to the end, deaths and all; not how fast it is, but that it doesn't stand still.
    private static readonly TimeSpan LongestOperation = TimeSpan.FromMinutes(5);

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
                var from = await site.Meta.LastLineAsync();
                var titles = await KillAndAskAsync(site, random, longest);
                await site.StartAgainAsync();
                // In one time for all of them together.
                await Task.WhenAll(titles.Select(title => site.Record.SettledAsync(title, site.App)));
                await SeeAsync(site, titles, await site.Meta.LogAsync(from));
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
        var operations = await site.Record.OperationsAsync();
        var dead = operations
            .Where(o => o is { Kind: OperationKind.RevokeToken, State: OperationState.Done })
            .Select(o => o.Title[CrashSite.RevocationOf("").Length..]);
        foreach (var name in dead.Except(_gone).ToList())
        {
            await SeeOneAsync(site, name, operations);
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

    private async Task SeeAsync(CrashSite site, List<string> titles, List<JsonElement> log)
    {
        var operations = (await site.Record.OperationsAsync()).Where(o => titles.Contains(o.Title)).ToList();
        Assert.Equal(
            titles.Order(StringComparer.Ordinal),
            operations.Select(o => o.Title).Order(StringComparer.Ordinal)
        );
        foreach (
            var name in operations
                .Where(o => o.Kind == OperationKind.CreateSystemUser)
                .Select(o => o.Title[CrashSite.CreationOf("").Length..])
                .Except(_gone)
        )
            await SeeOneAsync(site, name, operations);
        var longest = operations.MaxBy(Took)!;
        Soak.Say(
            $"{Kills} kills; {string.Join(", ", operations.CountBy(o => o.State).Select(s => $"{s.Value} {s.Key}"))}; "
                + $"{operations.SelectMany(o => o.Steps).Sum(s => s.Attempts - 1)} steps were tried again; "
                + $"the longest took {Took(longest).TotalSeconds:0.0} s: \"{longest.Title}\""
        );
        Assert.All(operations, SeeEnd);
        var names = (await site.Meta.NamesAsync()).Where(n => n.StartsWith(Ours, StringComparison.Ordinal)).ToList();
        SeeWrites(log, made: names.Count + _gone.Count);
        await site.Record.SeeAuditHoldsAsync();
    }

    private static TimeSpan Took(Operation operation) =>
        (operation.EndedAt ?? operation.Steps.Max(s => s.EndedAt) ?? DateTimeOffset.MaxValue) - operation.AskedAt;

    /// <summary>In time; and whoever has to decide is told what, and between what.</summary>
    private static void SeeEnd(Operation operation)
    {
        Assert.True(Took(operation) <= LongestOperation, $"{operation.Title} took {Took(operation)}");
        Assert.False(string.IsNullOrWhiteSpace(operation.Outcome), operation.Title);
        if (operation.State == OperationState.NeedsAttention)
            Assert.NotEmpty(operation.OpenChoices());
    }

    /// <summary>Nothing that can't be taken back was done twice, or done again without a look.</summary>
    private static void SeeWrites(List<JsonElement> log, int made)
    {
        // A second one of a name would be refused or be there, and either is a line more.
        Assert.Equal(made, log.Count("POST", "/system_users"));
        var tokens = log.Where(l => RequestLines.Path(l).EndsWith("/access_tokens", StringComparison.Ordinal))
            .Where(RequestLines.IsAnswered)
            .GroupBy(RequestLines.Path, RequestLines.Method);
        // The one before is ended before another is made for the same system user.
        foreach (var calls in tokens)
            Assert.DoesNotContain(calls.Zip(calls.Skip(1)), pair => pair is ("POST", "POST"));
        var published = log.Where(RequestLines.IsWriteToLiveName)
            .Where(l => !RequestLines.Path(l).EndsWith("/audit-anchor", StringComparison.Ordinal));
        Assert.All(published.CountBy(RequestLines.Path), one => Assert.Equal(1, one.Value));
    }

    /// <summary>
    /// At most one system user of this name, and no live token of it that its record doesn't name: by the value, or else by
    /// as many rows that say that one may live. Of what is done, exactly what was asked for; of what isn't, nothing in use.
    /// </summary>
    private static async Task SeeOneAsync(CrashSite site, string name, List<Operation> operations)
    {
        var created = operations.Single(o => o.Title == CrashSite.CreationOf(name)).State == OperationState.Done;
        var revocation = operations.Find(o => o.Title == CrashSite.RevocationOf(name))?.State;
        var own = await site.Record.TokensOfAsync(name);
        var isMade = (await site.Meta.NamesAsync()).Contains(name);
        Assert.True(isMade || !created, $"{name} is said to be made, and isn't");
        var values = isMade
            ? (await site.Meta.TokensOfAsync(name))
                .Where(SandboxView.IsLive)
                .Select(t => t.GetProperty("sha256").GetString()!)
                .ToList()
            : [];
        var unnamed = values.Except(own.Where(t => !t.IsDead).Select(t => t.ValueSha256)).ToList();
        Assert.True(
            unnamed.Count <= own.Count(t => t.State == TokenState.Orphan),
            $"{unnamed.Count} tokens of {name} live at Meta that the record doesn't name; it has {string.Join(", ", own.Select(t => t.State))}"
        );
        foreach (var value in values)
        {
            // Wherever it is in the vault, there the record says that it is.
            foreach (var secret in await site.Meta.SecretsHoldingAsync(value))
                Assert.Contains(own, t => secret.Name == t.SecretName || secret.Name == $"{t.SecretName}-pending");
        }

        // Whether a revocation that stands has ended it, Meta knows.
        if (revocation is not (null or OperationState.Done))
            return;
        var inUse = created && revocation is null ? 1 : 0;
        Assert.Equal(inUse, own.Count(t => t.State == TokenState.Active));
        foreach (var token in own)
        {
            var enabled = (await site.Meta.SecretsNamedAsync(token.SecretName)).SelectMany(s => s.EnabledVersions);
            // What isn't ended yet may have a copy on its way.
            if (created || token.IsDead)
                Assert.Equal(inUse, enabled.Count(e => e));
        }

        if (created)
            Assert.Equal(inUse, values.Count);
    }
}
