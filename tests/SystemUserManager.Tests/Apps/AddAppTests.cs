using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Apps;

/// <summary>Another app of a connected portfolio: proved before it is used, and its system users are those that are known.</summary>
public abstract class AddAppTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task It_is_added_with_its_own_control_token_and_every_system_user_is_one_that_is_known()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var before = await CountAsync();
        var mark = World.Mark();

        var operation = await World.DoneAsync(
            World.AskAddAppAsync(World.AppForm(portfolio, await World.ClaimAppAsync()))
        );

        Assert.Contains("each is one that is known", operation.Outcome, StringComparison.Ordinal);
        Assert.Contains("Northwind Shop App", operation.Title, StringComparison.Ordinal);
        var app = await World.AppAsync();
        Assert.Equal((World.SecondControlSecret, "Northwind Shop App"), (app.ControlTokenSecret, app.Name));
        Assert.NotNull(app.LastReadAt);
        await using var db = World.OpenDatabase();
        var joined = await db.AppScopedSystemUsers.ToListAsync();
        Assert.Equal(before, joined.Count);
        Assert.Equal(before, await CountAsync());
        foreach (var one in joined)
        {
            var record = await db.SystemUsers.SingleAsync(s => s.Id == one.SystemUserId);
            var atMeta = World.Meta.SystemUsersOf("Northwind").Single(s => s.Name == one.Name);
            Assert.Equal((atMeta.IdFor(app.AppId), one.Name), (one.GraphId, record.Name));
            Assert.NotEqual(record.GraphId, one.GraphId);
        }

        var control = await db.Tokens.SingleAsync(t => t.AppId == app.AppId);
        Assert.Equal(
            (World.SecondControlSecret, TokenState.Active, "System User Manager"),
            (
                control.SecretName,
                control.State,
                await db.SystemUsers.Where(s => s.Id == control.SystemUserId).Select(s => s.Name).SingleAsync()
            )
        );
        Assert.Empty(World.Meta.Changes(mark));
        await AuditProof.HoldsAsync(World);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("a person's", "it is of type USER, not a system user's")]
    [Row("the first app's", "belong together")]
    [Row("an employee's", "Permissions error")]
    [Row("another portfolio's", "Unsupported get request")]
    [Row("without a scope", "it lacks the scope business_management")]
    [Row("dead", "it is dead")]
    public async Task A_token_that_cannot_be_its_control_token_adds_nothing(string whose, string words)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.ClaimAppAsync();
        await World.PlantAsync(World.SecondControlSecret, await WrongAsync(whose, app));

        var asking = await World.RunToEndAsync(
            World.Succeeds(await World.AskAddAppAsync(World.AppForm(portfolio, app)))
        );

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains(words, asking.Outcome, StringComparison.Ordinal);
        Assert.Contains("Nothing was added", asking.Outcome, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        Assert.Empty(await db.PortfolioApps.ToListAsync());
    }

    [FactOnOneDatabase]
    public async Task An_app_that_the_portfolio_did_not_claim_is_not_added()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.ClaimAppAsync();
        World.Meta.Read(state => state.FindBusiness(World.Meta.Business("Northwind").Id)!.ClaimedApps.Remove(app));

        var asking = await World.RunToEndAsync(
            World.Succeeds(await World.AskAddAppAsync(World.AppForm(portfolio, app)))
        );

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("isn't claimed by this portfolio. Nothing was added", asking.Outcome, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Added_again_with_another_secret_it_stays_one_app_and_keeps_its_joins()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(portfolio);
        var joined = (await World.SeenThroughAppAsync("ads sync")).Single();
        await World.PlantAsync(
            "shop-control-2",
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    business = "Northwind Retail",
                    systemUser = "System User Manager",
                    app = app.AppId,
                }
            )
        );

        await World.DoneAsync(
            World.AskAddAppAsync(World.AppForm(portfolio, app.AppId) with { ControlTokenSecret = "shop-control-2" })
        );

        Assert.Equal("shop-control-2", (await World.AppAsync()).ControlTokenSecret);
        Assert.Equal(joined.SystemUserId, (await World.SeenThroughAppAsync("ads sync")).Single().SystemUserId);
    }

    [FactOnOneDatabase]
    public async Task The_portfolios_own_app_a_bad_id_a_wrong_role_and_a_foreign_portfolio_are_refused()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.AppForm(portfolio, World.Meta.Business("Northwind").ClaimedApps[0]);
        var own = Assert.IsType<AppIsThePortfoliosOwn>(Assert.Single((await World.AskAddAppAsync(form)).Problems));
        Assert.Equal($"/Portfolios/{portfolio}/ControlToken", own.Link);
        var typed = await World.AskAddAppAsync(
            form with
            {
                AppId = "my app",
                ControlTokenSecret = $"EAA{new string('x', 100)}",
                AppSecretSecret = "",
            }
        );
        Assert.Equal(["AppId", "ControlTokenSecret", "AppSecretSecret"], typed.Problems.Select(p => p.Field));
        var contoso = await World.ConnectAsync("Contoso");
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskAddAppAsync(form)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.AskAddAppAsync(form)).Problems));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_it_is_added_since_that_changes_nothing_and_nothing_is_done_through_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var (mark, form) = (World.Mark(), World.AppForm(portfolio, await World.ClaimAppAsync()));

        await World.DoneAsync(World.AskAddAppAsync(form));

        Assert.Empty(World.Meta.Changes(mark));
        Assert.Empty(World.Vault.Changes(mark));
        var issue = World.IssueForm((await World.SystemUserAsync("ads sync")).Id, World.Adoption) with
        {
            PortfolioAppId = (await World.AppAsync()).Id,
        };
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await World.AskIssueAsync(issue)).Problems));
    }

    [FactOnOneDatabase]
    public async Task A_connected_business_is_not_connected_a_second_time_through_another_app()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.ClaimAppAsync();
        var form = World.ConnectForm("Northwind") with
        {
            AppId = app,
            ControlTokenSecret = World.SecondControlSecret,
            AppSecretSecret = World.SecondAppSecret,
        };

        var refused = await World.AsksAsync((ConnectPortfolio act) => act.AskAsync(form, default));

        var problem = Assert.IsType<PortfolioConnectedThroughAnotherApp>(Assert.Single(refused.Problems));
        Assert.Equal(("AppId", $"/Portfolios/{portfolio}/Apps/Add"), (problem.Field, problem.Link));
    }

    [FactOnOneDatabase]
    public async Task The_system_user_of_its_control_token_is_protected_even_where_it_is_another_than_the_first_apps()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = "shop control tool",
                role = "ADMIN",
            }
        );
        await World.DoneAsync(World.AskReadAsync(portfolio));
        var app = await World.ClaimAppAsync();
        await World.PlantAsync(
            World.SecondControlSecret,
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    business = "Northwind Retail",
                    systemUser = "shop control tool",
                    app,
                }
            )
        );
        await World.DoneAsync(World.AskAddAppAsync(World.AppForm(portfolio, app)));
        var control = await World.SystemUserAsync("shop control tool");
        await using var db = World.OpenDatabase();
        var token = await db.Tokens.SingleAsync(t => t.SecretName == World.SecondControlSecret);

        foreach (
            var refused in new[]
            {
                await World.AskRenameAsync(control.Id, "northwind shop control"),
                await World.AskRevokeAllAsync(control.Id),
                await World.AskRevokeAsync(token.Id),
                await World.AskIssueAsync(World.IssueForm(control.Id, World.Adoption)),
            }
        )
            Assert.IsType<ControlSystemUserProtected>(Assert.Single(refused.Problems));
    }

    private async Task<int> CountAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.SystemUsers.CountAsync(s => s.VanishedAt == null);
    }

    private async Task<string> WrongAsync(string whose, string app)
    {
        object Of(string systemUser, string business = "Northwind Retail", string[]? scopes = null) =>
            new
            {
                @do = "makeToken",
                business,
                systemUser,
                app,
                scopes,
            };
        switch (whose)
        {
            case "a person's":
                return await World.MakeTokenAsync(
                    new
                    {
                        @do = "makeToken",
                        person = "Tom Okafor",
                        app,
                    }
                );
            case "the first app's":
                return await World.MakeControlTokenAsync("Northwind Retail");
            case "an employee's":
                return await World.MakeTokenAsync(Of("ads sync"));
            case "another portfolio's":
                return await World.MakeTokenAsync(Of("System User Manager", "Contoso Media"));
            case "without a scope":
                return await World.MakeTokenAsync(Of("System User Manager", scopes: ["ads_read"]));
            default:
            {
                var value = await World.MakeTokenAsync(Of("System User Manager"));
                await World.ChangeAsync(new { @do = "invalidateToken", token = value });
                return value;
            }
        }
    }
}

public sealed class AddAppOnSqlite() : AddAppTests(DatabaseProvider.Sqlite);

public sealed class AddAppOnPostgres() : AddAppTests(DatabaseProvider.Postgres);
