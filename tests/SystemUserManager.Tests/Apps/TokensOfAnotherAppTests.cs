using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Apps;

/// <summary>A token is for one app: what is done with one of another app goes through that app, and touches no other's.</summary>
public abstract class TokensOfAnotherAppTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Found = "ads sync";
    private const string Second = "shop control tool";
    private const string Planted = "shop-token";

    [FactOnOneDatabase]
    public async Task One_is_issued_through_its_app_into_a_secret_of_its_own_and_revoked_alone()
    {
        var (systemUser, app) = await GivenAsync();
        var first = await IssueAsync(systemUser, null);

        var second = await IssueAsync(systemUser, app.Id);

        Assert.Equal((systemUser.AppId, app.AppId), (first.AppId, second.AppId));
        Assert.NotEqual(first.SecretName, second.SecretName);
        var atMeta = World.Meta.LiveTokens(Found).Single(t => t.AppId == app.AppId);
        Assert.Equal(VaultView.Sha256(atMeta.Value), second.ValueSha256);
        var again = await IssueAsync(systemUser, app.Id);
        Assert.Equal(second.SecretName, again.SecretName);

        await World.DoneAsync(World.AskRevokeAsync(second.Id));

        Assert.Single(World.Meta.LiveTokens(Found), t => t.AppId == app.AppId);
        Assert.Contains(World.Meta.LiveTokens(Found), t => VaultView.Sha256(t.Value) == first.ValueSha256);
        Assert.Contains(World.Meta.LiveTokens(Found), t => VaultView.Sha256(t.Value) == again.ValueSha256);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task One_that_stands_in_the_vault_is_registered_through_its_app_only()
    {
        var (systemUser, app) = await GivenAsync();
        await World.PlantAsync(Planted, await MakeAsync(app));

        var through = await World.AskRegisterAsync(systemUser.Id, Planted, World.Adoption);
        var wrong = await World.RunToEndAsync(World.Succeeds(through));
        Assert.Equal(OperationState.Failed, wrong.State);
        Assert.Contains("another app", wrong.Outcome, StringComparison.Ordinal);
        await World.DoneAsync(World.AskRegisterAsync(systemUser.Id, Planted, app: app.Id));

        await using var db = World.OpenDatabase();
        var token = await db.Tokens.SingleAsync(t => t.SecretName == Planted);
        Assert.Equal((app.AppId, systemUser.Id, TokenState.Active), (token.AppId, token.SystemUserId, token.State));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(true)]
    [Row(false)]
    public async Task Revoking_all_ends_those_of_every_app_whatever_one_of_them_reaches(bool reachesOtherApps)
    {
        await World.SwitchAsync("revokeAllReachesOtherApps", reachesOtherApps);
        var (systemUser, app) = await GivenAsync();
        var (first, second) = (await IssueAsync(systemUser, null), await IssueAsync(systemUser, app.Id));

        var operation = await World.DoneAsync(World.AskRevokeAllAsync(systemUser.Id));

        Assert.Empty(World.Meta.LiveTokens(Found));
        Assert.Contains("2 known tokens", operation.Outcome, StringComparison.Ordinal);
        foreach (var token in new[] { await World.TokenAsync(first.Id), await World.TokenAsync(second.Id) })
        {
            Assert.Equal(TokenState.Revoked, token.State);
            Assert.Empty(World.Vault.Enabled(token.SecretName));
        }
    }

    [FactOnOneDatabase]
    public async Task A_lost_answer_at_its_generation_names_an_orphan_and_ends_nothing()
    {
        var (systemUser, app) = await GivenAsync();
        var live = World.Meta.LiveTokens(Found).Count;
        var id = World.Succeeds(await World.AskIssueAsync(Form(systemUser, app.Id)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens", "after"));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Equal(live + 1, World.Meta.LiveTokens(Found).Count);
        await using var db = World.OpenDatabase();
        var orphan = await db.Tokens.SingleAsync(t => t.IssueOperationId == id);
        Assert.Equal((TokenState.Orphan, app.AppId), (orphan.State, orphan.AppId));
    }

    [FactOnOneDatabase]
    public async Task Nothing_is_done_through_an_app_that_does_not_know_which_one_it_is_is_removed_or_has_no_access()
    {
        var (systemUser, app) = await GivenAsync();
        var seen = (await World.SeenThroughAppAsync(Found)).Single();
        World.Succeeds(await World.JoinAsync(seen.Id, null));
        Assert.IsType<AppCannotBeUsed>(Single(await World.AskIssueAsync(Form(systemUser, app.Id))));
        World.Succeeds(await World.JoinAsync(seen.Id, systemUser.Id));

        await World.ChangeAsync(new { @do = "invalidateToken", token = World.SecondControlToken });
        await World.DoneAsync(World.AskReadAsync(systemUser.PortfolioId));
        Assert.IsType<AppCannotBeUsed>(Single(await World.AskIssueAsync(Form(systemUser, app.Id))));

        World.Succeeds(await World.RemoveAppAsync(app.Id));
        Assert.IsType<NotFound>(Single(await World.AskIssueAsync(Form(systemUser, app.Id))));
        var read = await World.DoneAsync(World.AskReadAsync(systemUser.PortfolioId));
        Assert.DoesNotContain(app.Name, read.Outcome, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task An_app_whose_tokens_live_is_not_removed_and_a_join_that_they_were_issued_by_stays()
    {
        var (systemUser, app) = await GivenAsync();
        var token = await IssueAsync(systemUser, app.Id);
        var seen = (await World.SeenThroughAppAsync(Found)).Single();

        Assert.IsType<AppHasLiveTokens>(Single(await World.RemoveAppAsync(app.Id)));
        Assert.IsType<JoinIsInUse>(Single(await World.JoinAsync(seen.Id, null)));

        await World.DoneAsync(World.AskRevokeAsync(token.Id));
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Single(await World.RemoveAppAsync(app.Id)));
        await World.AsAdministrator();
        World.Succeeds(await World.RemoveAppAsync(app.Id));
    }

    [FactOnOneDatabase]
    public async Task The_control_token_of_a_removed_app_is_ended_through_that_app_and_proved()
    {
        await World.SwitchAsync("revokeAllReachesOtherApps", false);
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
        var claimed = await World.ClaimAppAsync();
        await World.PlantAsync(
            World.SecondControlSecret,
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    business = "Northwind Retail",
                    systemUser = Second,
                    app = claimed,
                }
            )
        );
        await World.DoneAsync(World.AskAddAppAsync(World.AppForm(portfolio, claimed)));
        World.Succeeds(await World.RemoveAppAsync((await World.AppAsync()).Id));
        Assert.Single(World.Meta.LiveTokens(Second));

        await World.DoneAsync(World.AskRevokeAllAsync((await World.SystemUserAsync(Second)).Id));

        Assert.Empty(World.Meta.LiveTokens(Second));
        await using var db = World.OpenDatabase();
        var token = await db.Tokens.SingleAsync(t => t.AppId == claimed);
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.StartsWith("Meta says that it is invalid", token.RevocationProof, StringComparison.Ordinal);
    }

    private async Task<(SystemUser SystemUser, PortfolioApp App)> GivenAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(portfolio);
        return (await World.SystemUserAsync(Found), app);
    }

    private async Task<Token> IssueAsync(SystemUser systemUser, long? app)
    {
        var operation = await World.DoneAsync(World.AskIssueAsync(Form(systemUser, app)));
        return await World.TokenOfAsync(operation.Id);
    }

    private static IssueTokenRequest Form(SystemUser systemUser, long? app) =>
        World.IssueForm(systemUser.Id, World.Adoption) with
        {
            PortfolioAppId = app,
        };

    private Task<string> MakeAsync(PortfolioApp app) =>
        World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business = "Northwind Retail",
                systemUser = Found,
                app = app.AppId,
                scopes = new[] { "ads_read" },
            }
        );

    private static Problem Single(Result<long> refused) => Assert.Single(refused.Problems);
}

public sealed class TokensOfAnotherAppOnSqlite() : TokensOfAnotherAppTests(DatabaseProvider.Sqlite);

public sealed class TokensOfAnotherAppOnPostgres() : TokensOfAnotherAppTests(DatabaseProvider.Postgres);
