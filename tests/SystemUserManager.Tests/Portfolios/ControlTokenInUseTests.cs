using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Portfolios;

/// <summary>What becomes of the control token behind the product's back, and of work that began before it changed.</summary>
public abstract class ControlTokenInUseTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Secret = "northwind-control-token";
    private const string Second = "second admin";

    [Fact]
    public async Task A_new_version_of_another_admin_is_proved_and_recorded_and_protected_with_the_next_read()
    {
        var portfolio = await ConnectWithSecondAdminAsync();
        var value = await MakeAsync(Second);
        await World.PlantAsync(Secret, value);

        var found = await World.SystemUserAsync("ads sync");
        var stands = await World.RunToEndAsync(
            World.Succeeds(await World.AskRenameAsync(found.Id, "northwind pixel tests"))
        );
        Assert.Contains("Read the portfolio again", stands.Outcome, StringComparison.Ordinal);
        var read = await World.DoneAsync(World.AskReadAsync(portfolio));

        Assert.Contains("another control token than before", read.Outcome, StringComparison.Ordinal);
        var second = await World.SystemUserAsync(Second);
        Assert.Equal(second.GraphId, (await PortfolioAsync()).ControlSystemUserGraphId);
        await using (var db = World.OpenDatabase())
        {
            var token = await db.Tokens.SingleAsync(t => t.SystemUserId == second.Id);
            Assert.Equal((Secret, VaultView.Sha256(value)), (token.SecretName, token.ValueSha256));
        }

        Assert.IsType<ControlSystemUserProtected>(Assert.Single((await World.AskRevokeAllAsync(second.Id)).Problems));
        var again = await World.DoneAsync(World.AskReadAsync(portfolio));
        Assert.DoesNotContain("another control token", again.Outcome, StringComparison.Ordinal);
        Assert.Equal(OperationState.Done, (await World.DecideAndRunAsync(stands.Id, OperationChoice.TryAgain)).State);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task New_versions_of_two_apps_between_two_reads_are_both_recorded()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(portfolio);
        var (own, other) = (await World.MakeControlTokenAsync("Northwind Retail"), await MakeOfAsync(app.AppId));
        await World.PlantAsync(Secret, own);
        await World.PlantAsync(World.SecondControlSecret, other);

        await World.DoneAsync(World.AskReadAsync(portfolio));

        await using var db = World.OpenDatabase();
        foreach (var value in new[] { own, other })
        {
            var sha256 = VaultView.Sha256(value);
            Assert.Equal(TokenState.Active, (await db.Tokens.SingleAsync(t => t.ValueSha256 == sha256)).State);
        }
    }

    [FactOnOneDatabase]
    public async Task A_registered_copy_that_becomes_the_control_token_is_not_revoked()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var value = await World.MakeControlTokenAsync("Northwind Retail");
        await World.PlantAsync("team-copy", value);
        await World.PlantAsync("Control-2", value);
        var control = await World.SystemUserAsync("System User Manager");
        await World.DoneAsync(World.AskRegisterAsync(control.Id, "team-copy", World.Adoption));

        await World.DoneAsync(World.AskReplaceAsync(portfolio, "Control-2"));

        Assert.Equal("control-2", (await PortfolioAsync()).ControlTokenSecret);
        await using var db = World.OpenDatabase();
        var token = await db.Tokens.SingleAsync(t => t.SecretName == "control-2");
        Assert.IsType<ControlSystemUserProtected>(Assert.Single((await World.AskRevokeAsync(token.Id)).Problems));
    }

    [FactOnOneDatabase]
    public async Task A_secret_that_the_vault_gives_no_more_is_no_access()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeVaultAsync(new { change = "disable", secret = Secret });

        var stands = await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));

        Assert.Equal(OperationState.NeedsAttention, stands.State);
        Assert.Equal(PortfolioState.NoAccess, (await PortfolioAsync()).State);
        await World.ChangeVaultAsync(new { change = "enable", secret = Secret });
        await World.DecideAndRunAsync(stands.Id, OperationChoice.TryAgain);
        Assert.Equal(PortfolioState.Connected, (await PortfolioAsync()).State);
    }

    [FactOnOneDatabase]
    public async Task A_revoke_that_stood_ends_nothing_of_what_became_the_control_one_meanwhile()
    {
        var portfolio = await ConnectWithSecondAdminAsync();
        var second = await World.SystemUserAsync(Second);
        World.Fault(Faults.Refused("DELETE", "/*/access_tokens", 100));
        var stands = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAllAsync(second.Id)));
        Assert.Equal(OperationState.NeedsAttention, stands.State);
        await World.PlantAsync("northwind-control-2", await MakeAsync(Second));
        await World.DoneAsync(World.AskReplaceAsync(portfolio, "northwind-control-2"));

        var ended = await World.DecideAndRunAsync(stands.Id, OperationChoice.TryAgain);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("acts through this system user", ended.Outcome, StringComparison.Ordinal);
        await World.DoneAsync(World.AskReadAsync(portfolio));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(OperationKind.RenameSystemUser, "/*/system_users")]
    [Row(OperationKind.ChangeAccess, "/*/assigned_users")]
    [Row(OperationKind.IssueToken, "/*/access_tokens")]
    public async Task A_change_that_stood_changes_nothing_of_what_became_the_control_one_meanwhile(
        OperationKind kind,
        string path
    )
    {
        var portfolio = await ConnectWithSecondAdminAsync();
        var second = await World.SystemUserAsync(Second);
        World.Fault(Faults.Refused("POST", path, 100));
        var stands = await World.RunToEndAsync(World.Succeeds(await AskAsync(kind, second.Id)));
        Assert.Equal(OperationState.NeedsAttention, stands.State);
        await World.PlantAsync("northwind-control-2", await MakeAsync(Second));
        await World.DoneAsync(World.AskReplaceAsync(portfolio, "northwind-control-2"));
        var mark = World.Mark();

        var ended = await World.DecideAndRunAsync(stands.Id, OperationChoice.TryAgain);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("acts through this system user", ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes(mark));
        await using var db = World.OpenDatabase();
        Assert.DoesNotContain(await db.Tokens.ToListAsync(), t => t.State == TokenState.Issuing);
    }

    private async Task<Result<long>> AskAsync(OperationKind kind, long systemUserId) =>
        kind switch
        {
            OperationKind.RenameSystemUser => await World.AskRenameAsync(
                systemUserId,
                "northwind second",
                World.Adoption
            ),
            OperationKind.ChangeAccess => await World.AskAddAccessAsync(
                systemUserId,
                await World.GrantOnAsync("Northwind DE Performance", "ANALYZE")
            ),
            _ => await World.AskIssueAsync(World.IssueForm(systemUserId, World.Adoption)),
        };

    private async Task<long> ConnectWithSecondAdminAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = Second,
                role = "ADMIN",
            }
        );
        await World.DoneAsync(World.AskReadAsync(portfolio));
        return portfolio;
    }

    private Task<string> MakeAsync(string systemUser) =>
        World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business = "Northwind Retail",
                systemUser,
            }
        );

    private Task<string> MakeOfAsync(string app) =>
        World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business = "Northwind Retail",
                systemUser = "System User Manager",
                app,
            }
        );

    private async Task<Portfolio> PortfolioAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Portfolios.AsNoTracking().SingleAsync();
    }
}

public sealed class ControlTokenInUseOnSqlite() : ControlTokenInUseTests(DatabaseProvider.Sqlite);

public sealed class ControlTokenInUseOnPostgres() : ControlTokenInUseTests(DatabaseProvider.Postgres);
