using SystemUserManager.Apps;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <summary>Any operation, wherever it stands, resumed five times: nothing is asked of Meta or the vault that wasn't due.</summary>
public abstract class ResumeAgainTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";
    private const int Resumes = 5;

    /// <summary>Of making one token: the trial, the staged copy and the live one are written, then the staged one is disabled.</summary>
    private const int TokenWrites = 4;

    /// <summary>Of each kind: where it is troubled, where it dies, and how many changes it makes in all, at Meta and in the vault.</summary>
    private static readonly Dictionary<OperationKind, (Trouble Trouble, string Step, int AtMeta, int InVault)> Kinds =
        new()
        {
            [OperationKind.ConnectPortfolio] = (AtMeta("GET", "/me"), ConnectPortfolio.ReadSecrets, 0, 0),
            [OperationKind.ReadPortfolio] = (AtMeta("GET", "/*/system_users"), ReadPortfolio.ReadInventory, 0, 0),
            [OperationKind.CreateSystemUser] = (
                AtMeta("POST", "/*/applications"),
                CreateSystemUser.CheckRights,
                3,
                TokenWrites
            ),
            [OperationKind.ChangeAccess] = (AtMeta("POST", "/*/assigned_users"), ChangeAccess.CheckRights, 1, 0),
            [OperationKind.RevokeToken] = (AtMeta("GET", "/oauth/revoke"), RevokeToken.ReadFromVault, 1, 1),
            [OperationKind.IssueToken] = (AtMeta("POST", "/*/applications"), IssueToken.CheckRights, 2, TokenWrites),
            [OperationKind.RegisterToken] = (AtMeta("GET", "/debug_token"), RegisterToken.ReadAndAsk, 0, 0),
            [OperationKind.RenameSystemUser] = (AtMeta("POST", "/*/system_users"), RenameSystemUser.CheckRights, 1, 0),
            [OperationKind.CheckSecrets] = (AtMeta("GET", "/debug_token"), CheckSecrets.ListNames, 0, 0),
            [OperationKind.RevokeAllTokens] = (
                AtMeta("DELETE", "/*/access_tokens"),
                RevokeAllTokens.ReadFromVault,
                1,
                1
            ),
            [OperationKind.TidyVault] = (InVault("PATCH", "/secrets/*"), TidyVault.DisableLeftovers, 0, 1),
            // It generates one and ends one, whose version is disabled besides.
            [OperationKind.RenewControlToken] = (
                AtMeta("GET", "/debug_token"),
                RenewControlToken.LookAtIt,
                2,
                TokenWrites + 1
            ),
            [OperationKind.ReplaceControlToken] = (
                AtMeta("GET", "/debug_token"),
                ReplaceControlToken.ReadFromVault,
                0,
                0
            ),
            [OperationKind.CheckTokenHealth] = (AtMeta("GET", "/debug_token"), CheckTokenHealth.AskMeta, 0, 0),
            [OperationKind.AddApp] = (AtMeta("GET", "/debug_token"), AddApp.ReadSecrets, 0, 0),
            [OperationKind.EndPartner] = (AtMeta("DELETE", "/*/agencies"), EndPartner.CheckRights, 1, 0),
            [OperationKind.VerifyAudit] = (Inside, VerifyAudit.VerifyLog, 0, 0),
            [OperationKind.DisconnectPortfolio] = (Inside, DisconnectPortfolio.WaitForRevokes, 0, 0),
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

    [Fact]
    public void Every_kind_of_operation_is_among_them() =>
        Assert.Equal(Enum.GetValues<OperationKind>().Order(), Kinds.Keys.Order());

    [Theory]
    [EachOnOneDatabase(nameof(Stands))]
    [Trait("Id", "A04")]
    public async Task Resumed_five_times_what_is_not_due_asks_nobody_for_anything(OperationKind kind, Standing standing)
    {
        var id = await World.AskForAsync(kind, Name);
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
    [EachOnOneDatabase(nameof(EveryKind))]
    [Trait("Id", "A04")]
    public async Task Resumed_five_times_after_a_death_in_the_middle_it_writes_what_one_run_writes(OperationKind kind)
    {
        var id = await World.AskForAsync(kind, Name);
        var mark = World.Mark();
        await World.Worker.DieAtAsync(id, Kinds[kind].Step, afterEffect: true);
        World.StartProcess();
        await World.RunToEndAsync(id);
        var (ended, vault) = (World.Mark(), World.Vault.Everything);

        for (var i = 0; i < Resumes; i++)
            await World.Worker.RunAsync(id);

        Assert.Equal(OperationState.Done, (await World.OperationAsync(id)).State);
        Assert.Equal(
            (Kinds[kind].AtMeta, Kinds[kind].InVault),
            (World.Meta.Changes(mark).Count, World.Vault.Changes(mark).Count)
        );
        Assert.Empty(World.Sandbox.Log.After(ended));
        Assert.Equal(vault, World.Vault.Everything);
    }

    private async Task<Operation> BringToAsync(long id, OperationKind kind, Standing standing)
    {
        var (trouble, step, _, _) = Kinds[kind];
        switch (standing)
        {
            case Standing.Waits:
                trouble.Waits(World);
                return AssertStands(await World.RunAsync(id), OperationState.Waiting);
            case Standing.NeedsAttention:
                trouble.Stops(World);
                return AssertStands(await World.RunToEndAsync(id), OperationState.NeedsAttention);
            case Standing.Failed:
                trouble.Stops(World);
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

    private static Trouble AtMeta(string method, string path) =>
        new(
            world => world.Fault(Faults.Throttled(method, path, 4, minutes: 7)),
            world => world.Fault(Faults.Refused(method, path, 200, 403))
        );

    private static Trouble InVault(string method, string path) =>
        new(
            world => world.Fault(Faults.Busy(method, path, retryAfter: 600, times: null)),
            world => world.Fault(Faults.Down("vault", method, path, 403))
        );

    /// <summary>What only reads the record meets nobody outside who could trouble it.</summary>
    private static Trouble Inside =>
        new(
            world => Meet(world, new VaultException(VaultFailure.Unavailable, "", "get", null, null)),
            world => Meet(world, new InvalidOperationException("Nobody expected it."))
        );

    private static void Meet(World world, Exception failure) =>
        world.Worker.Steps.Before = _ => Task.FromException(failure);

    private static Operation AssertStands(Operation operation, OperationState state)
    {
        Assert.True(operation.State == state, $"{operation.State}: {operation.Outcome}");
        return operation;
    }

    /// <summary>What makes an operation wait, and what makes it stand until a person decides.</summary>
    private sealed record Trouble(Action<World> Waits, Action<World> Stops);
}

public sealed class ResumeAgainOnSqlite() : ResumeAgainTests(DatabaseProvider.Sqlite);

public sealed class ResumeAgainOnPostgres() : ResumeAgainTests(DatabaseProvider.Postgres);
