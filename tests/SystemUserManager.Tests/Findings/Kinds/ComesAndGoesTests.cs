using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;
using AtMeta = SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>
/// Each kind: made by other means than the product's, found by the next look, resolved by itself when it is undone, and
/// back when it is done again.
/// </summary>
public abstract class ComesAndGoesTests(DatabaseProvider provider) : ActTests(provider)
{
    protected const string Name = "northwind ads reporting";
    protected const string Found = "ads sync";
    protected const string Account = "Northwind DE Brand";

    /// <summary>Of Northwind, from the first thing that a test does on.</summary>
    protected long PortfolioId { get; set; }

    /// <summary>One that was made here, with one ad account and a token to read ads with.</summary>
    protected async Task<Token> MadeAsync(
        string name = Name,
        IntegrationEnvironment environment = IntegrationEnvironment.Production,
        string account = Account
    )
    {
        if (PortfolioId == 0)
            PortfolioId = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(PortfolioId, name, await World.GrantOnAsync(account, "ANALYZE")) with
        {
            Preset = "reporting",
            Environment = environment,
            Successor = new TypedPerson("Ole Dahl", "ole.dahl@example.com", IsTeam: false),
        };
        return await World.TokenOfAsync((await World.CreateAsync(form)).Id);
    }

    protected async Task<SystemUser> FoundAsync()
    {
        PortfolioId = await World.ConnectAsync("Northwind");
        return await World.SystemUserAsync(Found);
    }

    protected Task ChangeAsync(object change) => World.ChangeAsync(change);

    /// <summary>Reads Meta and the vault, asks about each token, and compares.</summary>
    protected async Task ReadAsync()
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.DoneAsync(World.AskReadAsync(PortfolioId));
        await CheckTokensAsync();
        await CompareAsync();
    }

    /// <summary>As the worker does it once a day, of tokens that were last asked about longer ago than that.</summary>
    private async Task CheckTokensAsync()
    {
        var longAgo = World.Clock.GetUtcNow().AddDays(-2);
        await using var db = World.OpenDatabase();
        await db
            .Tokens.Where(t => t.PortfolioId == PortfolioId)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.HealthCheckedAt, longAgo));
        await using (var scope = World.Worker.Scopes.CreateSystemScope())
            await scope
                .ServiceProvider.GetRequiredService<CheckTokenHealth>()
                .AskIfDueAsync(await db.Portfolios.SingleAsync(p => p.Id == PortfolioId), default);
        var asked = await db
            .Operations.Where(o => o.Kind == OperationKind.CheckTokenHealth && o.State == OperationState.Waiting)
            .Select(o => o.Id)
            .ToListAsync();
        foreach (var id in asked)
            Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
    }

    protected async Task LookAsync()
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await CompareAsync();
    }

    protected Task CompareAsync() => World.Worker.Get<FindingLook>().LookAsync(PortfolioId, default);

    /// <summary>Meta has it otherwise from now on.</summary>
    protected Task AtMetaAsync(Token token, Action<AtMeta.Token> change)
    {
        World.Meta.Read(state =>
        {
            var atMeta = state.Tokens.All.Single(t => VaultView.Sha256(t.Value) == token.ValueSha256);
            change(atMeta);
            state.Tokens.Put(atMeta);
            return true;
        });
        return Task.CompletedTask;
    }

    /// <summary>Nobody did it here: it stands so in the record.</summary>
    protected async Task RecordAsync(Func<AppDb, Task> change)
    {
        await using var db = World.OpenDatabase();
        await change(db);
        using (db.Unaudited("A test's own change."))
            await db.SaveChangesAsync();
    }

    protected Task<Finding> ComesAndGoesAsync(
        FindingKind kind,
        Func<Finding, bool> isIt,
        Func<Task> make,
        Func<Task> undo
    ) => ComesAndGoesAsync(kind, isIt, make, undo, ReadAsync);

    /// <returns>As it was found first.</returns>
    protected async Task<Finding> ComesAndGoesAsync(
        FindingKind kind,
        Func<Finding, bool> isIt,
        Func<Task> make,
        Func<Task> undo,
        Func<Task> look
    )
    {
        await look();
        Assert.DoesNotContain(await World.OpenFindingsAsync(kind), f => isIt(f));

        await make();
        await look();
        var found = Assert.Single(await World.OpenFindingsAsync(kind), f => isIt(f));
        Assert.Equal((PortfolioId, 0), (found.PortfolioId, found.Reopened));

        await undo();
        await look();
        Assert.DoesNotContain(await World.OpenFindingsAsync(kind), f => isIt(f));

        await make();
        await look();
        var again = Assert.Single(await World.OpenFindingsAsync(kind), f => isIt(f));
        Assert.Equal((found.Id, found.FirstSeenAt, 1), (again.Id, again.FirstSeenAt, again.Reopened));
        Assert.True(again.LastSeenAt > found.LastSeenAt);
        return found;
    }

    /// <summary>Somebody gives it at Meta.</summary>
    protected Task GrantAsync(string who, string asset, string task) =>
        ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = who,
                asset,
                tasks = new[] { task },
            }
        );

    /// <summary>Somebody takes it away at Meta.</summary>
    protected Task RemoveAsync(string who, string asset) =>
        ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = who,
                asset,
            }
        );

    protected async Task<List<string>> ReadNamesAsync(AssetKind kind)
    {
        await using var db = World.OpenDatabase();
        return await db.Assets.Where(a => a.Kind == kind).OrderBy(a => a.Id).Select(a => a.Name).ToListAsync();
    }

    protected async Task<long> AssetIdAsync(string name)
    {
        await using var db = World.OpenDatabase();
        return await db.Assets.Where(a => a.Name == name).Select(a => a.Id).SingleAsync();
    }
}
