using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>The vault of the settings answers nobody here: whatever touches it instead of the portfolio's own fails.</summary>
public abstract class VaultOfItsOwnTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Everything_that_is_done_for_a_portfolio_is_done_in_its_own_vault()
    {
        World.StartProcess(own: [("KeyVault:VaultUri", "https://127.0.0.1:1/")]);
        var form = World.ConnectForm("Northwind") with { VaultUri = World.Sandbox.VaultAddress.ToString() };
        var connected = await World.RunToEndAsync(
            World.Succeeds(await World.AsksAsync((ConnectPortfolio act) => act.AskAsync(form, default)))
        );
        Assert.True(connected.State == OperationState.Done, connected.Outcome);
        Assert.DoesNotContain(connected.Steps, s => s.Message?.Contains("not read", StringComparison.Ordinal) == true);
        var portfolio = connected.PortfolioId!.Value;
        var entered = (await AuditProof.HoldsAsync(World)).Single(e => e.Action == "Enter portfolio");
        Assert.Contains($"Vault: {form.VaultUri}", entered.After, StringComparison.Ordinal);

        // Writing, holds before it, reading what secrets hold, health, tidying, the census of a pass.
        var made = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        var token = await World.TokenOfAsync(made.Id);
        Assert.Single(World.Vault.Enabled(token.SecretName));
        await DoneAsync(
            await World.AsksAsync(
                (CheckSecrets act) =>
                    act.AskAsync(new CheckSecretsRequest(World.Act(), portfolio, "northwind*", null, null), default)
            )
        );
        World.Clock.Advance(TimeSpan.FromDays(2));
        await World.ReconcileAsync();
        await DoneAsync(await World.AskRevokeAsync(token.Id));
        await World.ChangeVaultAsync(
            new
            {
                change = "enable",
                secret = token.SecretName,
                version = token.SecretVersion,
            }
        );
        await World.ReconcileAsync();
        Assert.Empty(World.Vault.Enabled(token.SecretName));

        await using var db = World.OpenDatabase();
        OperationKind[] done =
        [
            OperationKind.ReadPortfolio,
            OperationKind.CheckTokenHealth,
            OperationKind.CheckSecrets,
            OperationKind.TidyVault,
        ];
        foreach (var kind in done)
        {
            var operation = await db.Operations.FirstAsync(o => o.Kind == kind);
            Assert.True(operation.State == OperationState.Done, $"{kind}: {operation.Outcome}");
        }

        Assert.False(await db.SyncParts.AnyAsync(p => p.LastProblem != null));

        // With live tokens in it, a vault isn't changed: they couldn't be ended any more.
        await World.CreateAsync(World.CreateForm(portfolio, "northwind ads second"));
        await DoneAsync(await World.AskDisconnectAsync(portfolio));
        var elsewhere = form with { Act = World.Act(), VaultUri = null };
        var refused = await World.AsksAsync((ConnectPortfolio act) => act.AskAsync(elsewhere, default));
        Assert.IsType<VaultHoldsLiveTokens>(Assert.Single(refused.Problems));
        Assert.Equal(PortfolioState.Disconnected, (await World.PortfolioAsync(portfolio)).State);

        // The audit log's anchor is the product's own.
        Assert.DoesNotContain("audit-anchor", World.Vault.Names);
    }

    private async Task DoneAsync(Results.Result<long> asked)
    {
        var operation = await World.RunToEndAsync(World.Succeeds(asked));
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
    }
}

public sealed class VaultOfItsOwnOnSqlite() : VaultOfItsOwnTests(DatabaseProvider.Sqlite);

public sealed class VaultOfItsOwnOnPostgres() : VaultOfItsOwnTests(DatabaseProvider.Postgres);
