using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Portfolios;

public abstract partial class ConnectPortfolioTests(DatabaseProvider provider) : ActTests(provider)
{
    [Theory]
    [RowsOnOneDatabase]
    [Row("Northwind")]
    [Row("Contoso")]
    public async Task The_record_equals_Meta_after_connecting(string business)
    {
        var id = await World.ConnectAsync(business);

        var atMeta = World.Meta.Read(state => Inventory.AtMeta(state, World.Meta.Business(business)));
        await using var db = World.OpenDatabase();
        var recorded = await Inventory.RecordedAsync(db, id);
        Assert.Equal(atMeta.SystemUsers, recorded.SystemUsers);
        Assert.Equal(atMeta.Assets, recorded.Assets);
        Assert.Equal(atMeta.Grants, recorded.Grants);
        Assert.Empty(World.Meta.Changes());
        Assert.Empty(World.Vault.Changes());
    }

    [Fact]
    public async Task A_connected_portfolio_knows_its_names_its_control_token_and_when_it_was_read()
    {
        var id = await World.ConnectAsync("Contoso");

        await using var db = World.OpenDatabase();
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == id);
        Assert.Equal("Contoso Media", portfolio.Name);
        Assert.Equal("Contoso Campaign Desk", portfolio.AppName);
        Assert.Equal(PortfolioState.Connected, portfolio.State);
        Assert.Equal(1, portfolio.SystemUserSlots);
        Assert.NotNull(portfolio.LastReadAt);
        var token = await db.Tokens.SingleAsync(t => t.PortfolioId == id);
        var control = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId);
        Assert.Equal(portfolio.ControlSystemUserGraphId, control.GraphId);
        Assert.Equal(TokenState.Active, token.State);
        Assert.Equal("contoso-control-token", token.SecretName);
        Assert.Equal(World.Vault.Versions("contoso-control-token").Single().ValueSha256, token.ValueSha256);
        Assert.Equal(portfolio.ControlTokenExpiresAt, token.ExpiresAt);
    }

    [Fact]
    public async Task Each_check_is_a_line_that_was_done_and_none_of_them_warns_for_a_token_with_all_rights()
    {
        var id = World.Succeeds(await AskAsync(World.ConnectForm("Northwind")));

        var operation = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Done, operation.State);
        Assert.Equal(ConnectPortfolio.Plan, operation.Steps.OrderBy(s => s.Number).Select(s => s.Name));
        Assert.All(
            operation.Steps,
            s => Assert.True(s is { State: StepState.Done, HasWarning: false }, $"{s.Name}: {s.Message}")
        );
    }

    [Fact]
    public async Task A_dead_control_token_stops_it_before_anything_else_is_read()
    {
        await World.ChangeAsync(
            new
            {
                @do = "invalidateToken",
                systemUser = "System User Manager",
                business = "Northwind Retail",
            }
        );

        await StopsAsync(
            World.ConnectForm("Northwind"),
            ConnectPortfolio.TokenIsValid,
            "Make a new one in Meta Business Suite and put it into the vault"
        );
    }

    [Fact]
    public async Task A_persons_token_is_refused_because_it_would_stop_when_that_person_leaves()
    {
        var made = await World.ChangeAsync(
            new
            {
                @do = "makeToken",
                person = "Maria Jensen",
                scopes = new[] { "business_management" },
            }
        );
        await PlantAsync("a-persons-token", made["value"]!.ToString());

        await StopsAsync(
            World.ConnectForm("Northwind") with
            {
                ControlTokenSecret = "a-persons-token",
            },
            ConnectPortfolio.TokenIsValid,
            "Put a system user's token into the vault"
        );
    }

    [Fact]
    public async Task A_wrong_app_secret_is_named_with_what_belongs_together()
    {
        await PlantAsync("northwind-app-secret", "0123456789abcdef0123456789abcdef");

        await StopsAsync(
            World.ConnectForm("Northwind"),
            ConnectPortfolio.TokenIsValid,
            "the app secret and the control token belong together"
        );
    }

    [Fact]
    public async Task A_token_without_business_management_says_which_scope_it_lacks()
    {
        await World.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = "Northwind Retail",
                scope = "business_management",
            }
        );

        await StopsAsync(
            World.ConnectForm("Northwind"),
            ConnectPortfolio.TokenIsValid,
            "Generate it anew with that scope"
        );
    }

    [Fact]
    public async Task A_system_user_that_is_no_admin_is_refused()
    {
        await World.ChangeAsync(
            new
            {
                @do = "setRole",
                systemUser = "System User Manager",
                business = "Northwind Retail",
                role = "EMPLOYEE",
            }
        );

        await StopsAsync(World.ConnectForm("Northwind"), ConnectPortfolio.HasAdmin, "role");
    }

    [Fact]
    public async Task The_business_id_of_another_portfolio_is_refused()
    {
        var form = World.ConnectForm("Northwind") with { BusinessId = World.Meta.Business("Contoso").Id };

        await StopsAsync(form, ConnectPortfolio.HasAdmin, "permission");
    }

    [Fact]
    public async Task A_business_id_that_does_not_exist_is_refused()
    {
        await StopsAsync(
            World.ConnectForm("Northwind") with
            {
                BusinessId = "999999999999",
            },
            ConnectPortfolio.HasAdmin,
            "Check"
        );
    }

    [Fact]
    public async Task An_app_that_the_portfolio_has_not_claimed_is_refused()
    {
        World.Meta.Read(state =>
        {
            var business = state.Businesses.Single(b => b.Name == "Northwind Retail");
            business.ClaimedApps.Clear();
            state.Put(business);
            return true;
        });
        var form = World.ConnectForm("Contoso") with
        {
            BusinessId = World.Meta.Business("Northwind").Id,
            AppId = "1300000000000001",
            ControlTokenSecret = "northwind-control-token",
            AppSecretSecret = "northwind-app-secret",
        };

        await StopsAsync(form, ConnectPortfolio.AppIsClaimed, "Claim it in Meta Business Suite");
    }

    [Fact]
    public async Task A_secret_that_is_not_in_the_vault_is_named_with_what_to_do()
    {
        var form = World.ConnectForm("Northwind") with { ControlTokenSecret = "no-such-secret" };

        var outcome = await StopsAsync(form, ConnectPortfolio.ReadSecrets, "\"no-such-secret\"");

        Assert.Contains("Put it there", outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Requests());
    }

    [Fact]
    public async Task A_vault_that_refuses_to_be_read_names_the_right_that_is_missing()
    {
        await World.ChangeVaultAsync(new { change = "deny", permission = "get" });

        await StopsAsync(
            World.ConnectForm("Northwind"),
            ConnectPortfolio.ReadSecrets,
            "Give the worker's identity the right \"get\""
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("ads_management", "What it may do with ad accounts")]
    [Row("ads_management", "What it may do with product catalogs")]
    [Row("catalog_management", "What it may do with product catalogs")]
    [Row("ads_management", "What it may do with datasets")]
    [Row("pages_manage_metadata", "What it may do with Pages")]
    [Row("whatsapp_business_management", "What it may do with WhatsApp Business accounts")]
    public async Task A_missing_scope_is_a_warning_at_its_kind_and_the_rest_connects(string scope, string step)
    {
        await World.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = "Northwind Retail",
                scope,
            }
        );
        var id = World.Succeeds(await AskAsync(World.ConnectForm("Northwind")));

        var operation = await World.RunToEndAsync(id);

        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        var line = operation.Steps.Single(s => s.Name == step);
        Assert.True(line.HasWarning);
        Assert.Contains(scope, line.Message, StringComparison.Ordinal);
    }

    private Task<Result<long>> AskAsync(ConnectPortfolioRequest form) =>
        World.AsksAsync((ConnectPortfolio act) => act.AskAsync(form, default));

    private Task PlantAsync(string secret, string value) =>
        World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret,
                value,
            }
        );

    /// <summary>It needs a person at this step, says what to do, and has read nothing of the inventory.</summary>
    private async Task<string> StopsAsync(ConnectPortfolioRequest form, string step, string whatToDo)
    {
        var operation = await World.RunToEndAsync(World.Succeeds(await AskAsync(form)));

        Assert.Equal(OperationState.NeedsAttention, operation.State);
        Assert.Equal(step, operation.Steps.OrderBy(s => s.Number).First(s => s.State != StepState.Done).Name);
        Assert.Contains(whatToDo, operation.Outcome, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        Assert.Empty(await db.SystemUsers.ToListAsync());
        Assert.Empty(await db.Assets.ToListAsync());
        Assert.NotEqual(PortfolioState.Connected, (await db.Portfolios.SingleAsync()).State);
        return operation.Outcome!;
    }
}

public sealed class ConnectPortfolioOnSqlite() : ConnectPortfolioTests(DatabaseProvider.Sqlite);

public sealed class ConnectPortfolioOnPostgres() : ConnectPortfolioTests(DatabaseProvider.Postgres);
