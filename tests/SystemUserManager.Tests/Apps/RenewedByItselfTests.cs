using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Apps;

/// <summary>Another app's control token is renewed before it ends, as the portfolio's own is.</summary>
public abstract class RenewedByItselfTests(DatabaseProvider provider) : ActTests(provider)
{
    // Made now, it ends in sixty days.
    private static readonly TimeSpan UntilItIsDue = TimeSpan.FromDays(41);

    private string _first = "";

    [FactOnOneDatabase]
    public async Task Its_control_token_is_renewed_in_its_own_secret_and_the_old_one_is_dead()
    {
        var (portfolioId, app) = await GivenAsync();
        World.Clock.Advance(UntilItIsDue);

        await DaysAsync(2);

        var renewal = Assert.Single(await RenewalsAsync());
        Assert.Equal((OperationState.Done, app.Id), (renewal.State, renewal.PortfolioAppId));
        Assert.Contains("Northwind Shop App", renewal.Title, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        var tokens = await db.Tokens.Where(t => t.AppId == app.AppId).OrderBy(t => t.Id).ToListAsync();
        Assert.Equal([TokenState.Revoked, TokenState.Active], tokens.Select(t => t.State));
        Assert.False(IsLive(VaultView.Sha256(_first)));
        Assert.True(IsLive(tokens[1].ValueSha256!));
        var enabled = World.Vault.Enabled(World.SecondControlSecret);
        Assert.Equal(tokens[1].ValueSha256, enabled[^1].ValueSha256);
        Assert.DoesNotContain(enabled, v => v.ValueSha256 == VaultView.Sha256(_first));
        var after = await World.AppAsync();
        Assert.Equal((tokens[1].ExpiresAt, null), (after.ControlTokenExpiresAt, after.NoAccessSince));
        Assert.DoesNotContain(await InTroubleAsync(), a => a.Id == app.Id);
        // The portfolio's own isn't touched, and both read on.
        var own = await db.Tokens.SingleAsync(t => t.SecretName == "northwind-control-token");
        Assert.Equal(TokenState.Active, own.State);
        await World.DoneAsync(World.AskReadAsync(portfolioId));
        Assert.Null((await World.AppAsync()).NoAccessSince);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task Under_Observe_only_it_is_left_alone_and_its_date_is_told()
    {
        var (portfolioId, app) = await GivenAsync();
        await World.SetModeAsync(portfolioId, PortfolioMode.ObserveOnly);
        World.Clock.Advance(UntilItIsDue);

        await DaysAsync(2);

        Assert.Empty(await RenewalsAsync());
        var ending = Assert.Single(await InTroubleAsync());
        Assert.Equal((app.Id, PortfolioMode.ObserveOnly, true), (ending.Id, ending.Mode, ending.IsJoined));
    }

    [FactOnOneDatabase]
    public async Task While_nobody_knows_which_system_user_it_is_of_it_is_left_alone_and_told()
    {
        var (portfolioId, app) = await GivenAsync();
        World.Clock.Advance(UntilItIsDue);
        await using var db = World.OpenDatabase();
        await db
            .AppScopedSystemUsers.Where(s => s.GraphId == app.ControlSystemUserGraphId)
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.SystemUserId, (long?)null));
        var portfolio = await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == portfolioId);

        // Not a whole pass: its read would join it again.
        await World.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<RenewControlToken>().AskIfDueAsync(portfolio, default);
            return true;
        });

        Assert.Empty(await RenewalsAsync());
        Assert.False(Assert.Single(await InTroubleAsync()).IsJoined);
    }

    [FactOnOneDatabase]
    public async Task With_a_vault_that_can_only_be_read_it_was_tried_in_vain_and_that_is_told()
    {
        var (_, app) = await GivenAsync();
        await World.ChangeVaultAsync(new { change = "deny", permission = "set" });
        World.Clock.Advance(UntilItIsDue);

        await DaysAsync(2);

        Assert.True(IsLive(VaultView.Sha256(_first)));
        var ending = Assert.Single(await InTroubleAsync());
        Assert.Equal(app.Id, ending.Id);
        Assert.NotNull(ending.RenewalId);
        Assert.NotEqual(OperationState.Done, ending.Renewal);
    }

    private async Task<(long PortfolioId, PortfolioApp App)> GivenAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var claimed = await World.ClaimAppAsync();
        _first = await World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business = "Northwind Retail",
                systemUser = "System User Manager",
                app = claimed,
                expires = true,
            }
        );
        await World.PlantAsync(World.SecondControlSecret, _first);
        await World.DoneAsync(World.AskAddAppAsync(World.AppForm(portfolio, claimed)));
        return (portfolio, await World.AppAsync());
    }

    private async Task DaysAsync(int days)
    {
        for (var half = 0; half < 2 * days; half++)
        {
            await World.ReconcileAsync();
            World.Clock.Advance(TimeSpan.FromHours(12));
        }
    }

    private bool IsLive(string sha256) =>
        World.Meta.Read(state =>
            state.Tokens.All.Any(t => VaultView.Sha256(t.Value) == sha256 && state.Tokens.IsLive(t))
        );

    private Task<IReadOnlyList<AppInTrouble>> InTroubleAsync() =>
        World.AsksAsync((PortfolioAppQueries queries) => queries.InTroubleAsync(default));

    private async Task<List<Operation>> RenewalsAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Operations.AsNoTracking()
            .Where(o => o.Kind == OperationKind.RenewControlToken)
            .OrderBy(o => o.Id)
            .ToListAsync();
    }
}

public sealed class RenewedByItselfOnSqlite() : RenewedByItselfTests(DatabaseProvider.Sqlite);

public sealed class RenewedByItselfOnPostgres() : RenewedByItselfTests(DatabaseProvider.Postgres);
