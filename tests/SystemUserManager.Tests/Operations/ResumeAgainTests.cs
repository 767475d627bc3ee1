using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <summary>Any operation, wherever it stands, resumed five times: nothing is asked of Meta or the vault that wasn't due.</summary>
public abstract class ResumeAgainTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";
    private const int Resumes = 5;

    /// <summary>Of each kind, where it is troubled, its first step, and how many changes at Meta it makes in all.</summary>
    private static readonly Dictionary<OperationKind, (string Method, string Path, string Step, int Changes)> Kinds =
        new()
        {
            [OperationKind.ConnectPortfolio] = ("GET", "/me", ConnectPortfolio.ReadSecrets, 0),
            [OperationKind.ReadPortfolio] = ("GET", "/*/system_users", ReadPortfolio.ReadInventory, 0),
            [OperationKind.CreateSystemUser] = ("POST", "/*/applications", CreateSystemUser.CheckRights, 3),
            [OperationKind.ChangeAccess] = ("POST", "/*/assigned_users", ChangeAccess.CheckRights, 1),
            [OperationKind.RevokeToken] = ("GET", "/oauth/revoke", RevokeToken.ReadFromVault, 1),
            [OperationKind.IssueToken] = ("POST", "/*/applications", IssueToken.CheckRights, 2),
            [OperationKind.RegisterToken] = ("GET", "/debug_token", RegisterToken.ReadAndAsk, 0),
            [OperationKind.RenameSystemUser] = ("POST", "/*/system_users", RenameSystemUser.CheckRights, 1),
            [OperationKind.CheckSecrets] = ("GET", "/debug_token", CheckSecrets.ListNames, 0),
            [OperationKind.RevokeAllTokens] = ("DELETE", "/*/access_tokens", RevokeAllTokens.ReadFromVault, 1),
        };

    public enum Standing
    {
        Done,

        /// <summary>Meta asked to wait, and the time isn't over.</summary>
        Waits,
        NeedsAttention,

        /// <summary>A person ended it.</summary>
        Failed,

        /// <summary>A process died in it, and its lease isn't over.</summary>
        HeldByTheDead,
    }

    public static MatrixTheoryData<OperationKind, Standing> Stands() => new(Kinds.Keys, Enum.GetValues<Standing>());

    public static TheoryData<OperationKind> EveryKind() => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Stands))]
    [Trait("Id", "A04")]
    public async Task Resumed_five_times_what_is_not_due_asks_nobody_for_anything(OperationKind kind, Standing standing)
    {
        var id = await AskedAsync(kind);
        var before = await BringToAsync(id, kind, standing);
        World.Sandbox.Faults.Clear();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        for (var i = 0; i < Resumes; i++)
        {
            await World.Worker.RunAsync(id);
            World.StartProcess();
        }

        Assert.Empty(World.Sandbox.Log.After(mark));
        Assert.Equal(vault, World.Vault.Everything);
        var after = await World.OperationAsync(id);
        Assert.Equal((before.State, before.Version, before.Outcome), (after.State, after.Version, after.Outcome));
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    [Trait("Id", "A04")]
    public async Task Resumed_five_times_after_a_death_in_the_middle_it_writes_what_one_run_writes(OperationKind kind)
    {
        var id = await AskedAsync(kind);
        var mark = World.Mark();
        await World.Worker.DieAtAsync(id, Kinds[kind].Step, afterEffect: true);
        World.StartProcess();
        await World.RunToEndAsync(id);
        var (ended, vault) = (World.Mark(), World.Vault.Everything);

        for (var i = 0; i < Resumes; i++)
            await World.Worker.RunAsync(id);

        Assert.Equal(OperationState.Done, (await World.OperationAsync(id)).State);
        Assert.Equal(Kinds[kind].Changes, World.Meta.Changes(mark).Count);
        Assert.Empty(World.Sandbox.Log.After(ended));
        Assert.Equal(vault, World.Vault.Everything);
    }

    private async Task<long> AskedAsync(OperationKind kind)
    {
        if (kind == OperationKind.ConnectPortfolio)
            return World.Succeeds(
                await World.AsksAsync((ConnectPortfolio act) => act.AskAsync(World.ConnectForm("Northwind"), default))
            );
        var portfolio = await World.ConnectAsync("Northwind");
        if (kind == OperationKind.ReadPortfolio)
            return World.Succeeds(await World.AskReadAsync(portfolio));
        if (kind == OperationKind.CheckSecrets)
            return World.Succeeds(await World.AskCheckSecretsAsync(portfolio, "ads-*"));
        var found = await World.SystemUserAsync("ads sync");
        if (kind == OperationKind.IssueToken)
            return World.Succeeds(await World.AskIssueAsync(World.IssueForm(found.Id, World.Adoption)));
        if (kind == OperationKind.RegisterToken)
            return World.Succeeds(await World.AskRegisterAsync(found.Id, "ads-sync-token", World.Adoption));
        if (kind == OperationKind.RenameSystemUser)
            return World.Succeeds(await World.AskRenameAsync(found.Id, "northwind pixel tests"));
        var form = World.CreateForm(portfolio, Name);
        if (kind == OperationKind.CreateSystemUser)
            return World.Succeeds(await World.AskCreateAsync(form));
        var token = await World.TokenOfAsync((await World.CreateAsync(form)).Id);
        if (kind == OperationKind.ChangeAccess)
            return World.Succeeds(
                await World.AskAddAccessAsync(
                    token.SystemUserId,
                    await World.GrantOnAsync("Northwind DE Brand", "ANALYZE")
                )
            );
        return World.Succeeds(
            kind == OperationKind.RevokeToken
                ? await World.AskRevokeAsync(token.Id)
                : await World.AskRevokeAllAsync(token.SystemUserId)
        );
    }

    private async Task<Operation> BringToAsync(long id, OperationKind kind, Standing standing)
    {
        var (method, path, step, _) = Kinds[kind];
        switch (standing)
        {
            case Standing.Waits:
                World.Fault(Faults.Throttled(method, path, 4, minutes: 7));
                return AssertStands(await World.RunAsync(id), OperationState.Waiting);
            case Standing.NeedsAttention:
                World.Fault(Faults.Refused(method, path, 200, 403));
                return AssertStands(await World.RunToEndAsync(id), OperationState.NeedsAttention);
            case Standing.Failed:
                World.Fault(Faults.Refused(method, path, 200, 403));
                await World.RunToEndAsync(id);
                var ended = await World.DecideAndRunAsync(id, OperationChoice.StopHere);
                return AssertStands(ended, OperationState.Failed);
            case Standing.HeldByTheDead:
                await World.Worker.DieAtAsync(id, step, afterEffect: true);
                World.StartProcess();
                return AssertStands(await World.OperationAsync(id), OperationState.Running);
            default:
                return AssertStands(await World.RunToEndAsync(id), OperationState.Done);
        }
    }

    private static Operation AssertStands(Operation operation, OperationState state)
    {
        Assert.True(operation.State == state, $"{operation.State}: {operation.Outcome}");
        return operation;
    }
}

public sealed class ResumeAgainOnSqlite() : ResumeAgainTests(DatabaseProvider.Sqlite);

public sealed class ResumeAgainOnPostgres() : ResumeAgainTests(DatabaseProvider.Postgres);
