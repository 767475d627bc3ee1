using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>A creation that a person has to decide on, and tokens that aren't what was asked for.</summary>
public abstract class CreateDecisionsTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";
    private const string Gone = "Northwind FR Performance";
    private string _goneId = "";

    [FactOnOneDatabase]
    public async Task A_control_token_without_the_scope_stops_before_a_token_exists_and_names_it()
    {
        var (portfolio, _) = await ConnectedAsync();
        var grants = await World.GrantOnAsync("Northwind Main Catalog", "ADVERTISE");
        await World.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = "Northwind Retail",
                scope = "ads_management",
            }
        );

        var operation = await World.RunToEndAsync(
            World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)))
        );

        Assert.Equal(OperationState.NeedsAttention, operation.State);
        Assert.Contains("ads_management", operation.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens"));
    }

    [FactOnOneDatabase]
    public async Task One_refused_asset_stops_before_the_token_and_the_others_are_assigned()
    {
        var operation = await OneAssetGoneAsync();

        Assert.Equal(OperationState.NeedsAttention, operation.State);
        Assert.Equal(
            [OperationChoice.TryAgain, OperationChoice.GoOnWithout, OperationChoice.StopHere],
            operation.OpenChoices()
        );
        Assert.Contains($"Decide on {Gone}", operation.Outcome, StringComparison.Ordinal);
        Assert.Equal("Northwind DE Performance", Assert.Single(World.Meta.Grants(Name)).Key);
        // What it hasn't done yet, nobody took away.
        await World.ReconcileAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.GrantRemoved));
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens"));
    }

    [FactOnOneDatabase]
    public async Task Going_on_without_the_refused_asset_forgets_that_it_was_asked_for()
    {
        var asking = await OneAssetGoneAsync();

        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.GoOnWithout);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Contains("reaches 1 asset", ended.Outcome, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        var systemUser = await World.SystemUserAsync(Name);
        var asset = (await db.Grants.SingleAsync(g => g.SystemUserId == systemUser.Id)).AssetId;
        Assert.Equal("Northwind DE Performance", (await db.Assets.SingleAsync(a => a.Id == asset)).Name);
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    [FactOnOneDatabase]
    public async Task Going_on_without_the_only_asset_makes_a_system_user_that_reaches_nothing()
    {
        var (portfolio, _) = await ConnectedAsync();
        var form = World.CreateForm(portfolio, Name, await World.GrantOnAsync(Gone, "ANALYZE"));
        await World.ChangeAsync(new { @do = "removeAsset", asset = Gone });
        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskCreateAsync(form)));

        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.GoOnWithout);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Empty(World.Meta.Grants(Name));
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    [FactOnOneDatabase]
    public async Task Trying_again_after_it_was_mended_assigns_only_what_was_missing()
    {
        var asking = await OneAssetGoneAsync();
        await World.ChangeAsync(
            new
            {
                @do = "addAsset",
                business = "Northwind Retail",
                kind = "AdAccount",
                name = Gone,
                id = _goneId,
            }
        );
        var mark = World.Mark();

        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.TryAgain);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(2, World.Meta.Grants(Name).Count);
        Assert.Equal(1, World.Meta.Count("POST", "/assigned_users", mark));
    }

    [FactOnOneDatabase]
    public async Task Ending_it_here_says_what_was_done_and_leaves_it()
    {
        var asking = await OneAssetGoneAsync();

        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.StopHere);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("Decided", ended.Outcome, StringComparison.Ordinal);
        Assert.Contains($"Done: {CreateSystemUser.CheckRights}", ended.Outcome, StringComparison.Ordinal);
        Assert.Single(World.Meta.Called(Name));
        Assert.Empty(World.Meta.EveryToken(Name));
        Assert.IsType<ChoiceNotOpen>(
            Assert.Single((await World.DecideAsync(asking.Id, OperationChoice.TryAgain)).Problems)
        );
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_decides_on_a_creation()
    {
        var contoso = await World.ConnectAsync("Contoso");
        var asking = await OneAssetGoneAsync();

        await World.AsOffboarder();
        Assert.False((await World.DecideAsync(asking.Id, OperationChoice.GoOnWithout)).Succeeded);
        await World.AsAdministrator(contoso);
        Assert.False((await World.DecideAsync(asking.Id, OperationChoice.GoOnWithout)).Succeeded);
    }

    [FactOnOneDatabase]
    public async Task Where_Meta_wants_expiring_tokens_sixty_days_are_offered_and_the_rule_is_learned()
    {
        var portfolio = await World.ConnectAsync("Contoso");
        var form = World.CreateForm(portfolio, Name) with
        {
            Lifetime = MetaGraph.Tokens.TokenLifetime.Never,
            NeverReason = "The till can't be updated",
        };
        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskCreateAsync(form)));

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains(OperationChoice.UseSixtyDays, asking.OpenChoices());
        Assert.Empty(World.Meta.EveryToken(Name));
        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.UseSixtyDays);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.NotNull(World.Meta.LiveTokens(Name).Single().ExpiresAt);
        await using var db = World.OpenDatabase();
        Assert.Equal(ExpiryRule.MustExpire, (await db.Portfolios.SingleAsync()).ExpiryRule);
    }

    [FactOnOneDatabase]
    public async Task Another_refusal_of_a_never_expiring_token_teaches_no_rule()
    {
        var (portfolio, _) = await ConnectedAsync();
        var form = World.CreateForm(portfolio, Name) with
        {
            Lifetime = MetaGraph.Tokens.TokenLifetime.Never,
            NeverReason = "The till can't be updated",
        };
        World.Fault(Faults.Refused("POST", "/*/access_tokens", 100, times: null));
        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskCreateAsync(form)));

        var again = await World.DecideAndRunAsync(asking.Id, OperationChoice.UseSixtyDays);

        Assert.Equal(OperationState.NeedsAttention, again.State);
        await using var db = World.OpenDatabase();
        Assert.NotEqual(ExpiryRule.MustExpire, (await db.Portfolios.SingleAsync()).ExpiryRule);
    }

    [Fact]
    [Trait("Id", "B10")]
    public async Task A_vault_without_the_right_to_set_stops_it_before_any_token_exists()
    {
        var (portfolio, grants) = await ConnectedAsync();
        await World.ChangeVaultAsync(new { change = "deny", permission = "set" });

        var asking = await World.RunToEndAsync(
            World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)))
        );

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("Give the worker's identity the right \"set\"", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens"));
        await World.ChangeVaultAsync(new { change = "allow" });
        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.TryAgain);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
    }

    [Fact]
    [Trait("Id", "B10")]
    public async Task A_name_that_a_deleted_secret_blocks_stops_it_before_any_token_exists()
    {
        var (portfolio, grants) = await ConnectedAsync();
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)));
        var secret = (await World.OperationAsync(id)).ReadInput<CreateSystemUserInput>().SecretName;
        var pending = SecretName.Pending(secret);
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret = pending,
                value = "something old",
            }
        );
        await World.ChangeVaultAsync(new { change = "delete", secret = pending });

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains($"\"{pending}\" belongs to a deleted secret", asking.Outcome, StringComparison.Ordinal);
        Assert.Contains("Recover or purge it", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens"));
        await World.ChangeVaultAsync(new { change = "purge", secret = pending });
        var ended = await World.DecideAndRunAsync(id, OperationChoice.TryAgain);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("""{"app_id":"999"}""", "its app is 999")]
    [Row("""{"user_id":"999"}""", "its user is 999")]
    [Row("""{"scopes":["pages_show_list"]}""", "lacks the scopes ads_read")]
    [Row("""{"is_valid":false}""", "isn't valid")]
    [Row("""{"type":"USER"}""", "its type is USER")]
    [Row("""{"expires_at":0}""", "not in 60 days")]
    [Trait("Id", "B12")]
    public async Task A_token_that_is_not_what_was_asked_for_is_never_published(string said, string mismatch)
    {
        var (portfolio, grants) = await ConnectedAsync();
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)));
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        await World.SwitchAsync("debugTokenOverride", JsonNode.Parse(said));
        var token = await World.TokenOfAsync(id);

        var ended = await World.RunToEndAsync(id);

        Assert.Contains(mismatch, ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Versions(token.SecretName));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains(
            await AuditProof.HoldsAsync(World),
            r => r.Action == IssueToken.ProveStaged && r.Text.Contains(mismatch, StringComparison.Ordinal)
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("""{"expires_at":0}""", "It may never expire by itself.")]
    [Row("""{"expires_at":1827273600}""", "It dies by itself by 2027-11-27 at the latest.")]
    [Trait("Id", "B12")]
    public async Task One_that_can_not_be_ended_either_is_named_with_the_end_that_Meta_said(string said, string end)
    {
        var (portfolio, grants) = await ConnectedAsync();
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)));
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        await World.SwitchAsync("debugTokenOverride", JsonNode.Parse(said));
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains(end, asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(id)).State);
    }

    [Fact]
    [Trait("Id", "B12")]
    public async Task A_death_after_a_token_that_is_not_what_was_asked_for_was_ended_names_no_orphan()
    {
        var (portfolio, grants) = await ConnectedAsync();
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)));
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        await World.SwitchAsync("debugTokenOverride", JsonNode.Parse("""{"app_id":"999"}"""));
        await World.Worker.DieAtAsync(id, IssueToken.ProveStaged, afterEffect: true);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("its app is 999", ended.Outcome, StringComparison.Ordinal);
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    [FactOnOneDatabase]
    public async Task A_token_proved_days_after_it_was_made_is_not_held_to_sixty_days_from_then()
    {
        var (portfolio, grants) = await ConnectedAsync();
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grants)));
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        World.Clock.Advance(TimeSpan.FromDays(5));

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    private async Task<(long Portfolio, AskedGrant[] Grants)> ConnectedAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return (portfolio, [await World.GrantOnAsync("Northwind DE Performance", "ANALYZE")]);
    }

    private async Task<Operation> OneAssetGoneAsync()
    {
        var (portfolio, grants) = await ConnectedAsync();
        var form = World.CreateForm(portfolio, Name, [.. grants, await World.GrantOnAsync(Gone, "ANALYZE")]);
        _goneId = World.Meta.Read(state => state.Assets.All.Single(a => a.Name == Gone).Id);
        await World.ChangeAsync(new { @do = "removeAsset", asset = Gone });
        return await World.RunToEndAsync(World.Succeeds(await World.AskCreateAsync(form)));
    }
}

public sealed class CreateDecisionsOnSqlite() : CreateDecisionsTests(DatabaseProvider.Sqlite);

public sealed class CreateDecisionsOnPostgres() : CreateDecisionsTests(DatabaseProvider.Postgres);
