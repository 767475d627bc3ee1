using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>A token for a system user that is there already, made here or found.</summary>
public abstract partial class IssueTokenTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";
    private const string Found = "ads sync";

    [Fact]
    public async Task A_second_token_stands_beside_the_first_and_both_live()
    {
        var first = await MadeAsync();

        var second = await IssuedAsync(first.SystemUserId);

        Assert.Equal(TokenState.Active, second.State);
        Assert.Equal((TokenOrigin.IssuedHere, first.SecretName), (second.Origin, second.SecretName));
        Assert.NotEqual(first.SecretVersion, second.SecretVersion);
        Assert.Equal(2, World.Meta.LiveTokens(Name).Count);
        Assert.Equal(2, World.Vault.Enabled(first.SecretName).Count);
        Assert.Equal(second.ValueSha256, World.Vault.Versions(first.SecretName)[^1].ValueSha256);
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(first.SecretName)));
        await AuditProof.HoldsAsync(World);
    }

    [Fact]
    public async Task When_the_first_is_revoked_the_second_lives_and_its_live_version_is_readable()
    {
        var first = await MadeAsync();
        var second = await IssuedAsync(first.SystemUserId);

        await World.DoneAsync(World.AskRevokeAsync(first.Id));

        var live = Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Equal(second.ValueSha256, VaultView.Sha256(live.Value));
        Assert.Equal(second.SecretVersion, Assert.Single(World.Vault.Enabled(first.SecretName)).Version);
        var clients = World.Worker.Get<VaultClients>();
        var latest = await clients.Of(clients.DefaultVault).Reads.GetSecretAsync(first.SecretName);
        Assert.Equal(live.Value, latest.Value.Value);
        Assert.Equal(TokenState.Revoked, (await World.TokenAsync(first.Id)).State);
        Assert.Equal(TokenState.Active, (await World.TokenAsync(second.Id)).State);
    }

    [Fact]
    public async Task A_found_one_is_adopted_with_what_it_reaches_and_gets_a_secret_of_its_own()
    {
        await World.ConnectAsync("Northwind");
        await World.ReconcileAsync();
        var found = await World.SystemUserAsync(Found);
        Assert.Contains(await World.OpenFindingsAsync(FindingKind.UnknownSystemUser), f => f.SystemUserId == found.Id);
        var live = World.Meta.LiveTokens(Found).Count;

        var operation = await World.DoneAsync(World.AskIssueAsync(World.IssueForm(found.Id, World.Adoption)));

        var token = await World.TokenOfAsync(operation.Id);
        var adopted = await World.SystemUserAsync(Found);
        Assert.True(adopted.IsOurs);
        Assert.Equal("Keeps the ads in step", adopted.Purpose);
        Assert.StartsWith("Administrator", adopted.AdoptedByName, StringComparison.Ordinal);
        Assert.Equal(adopted.SecretName, token.SecretName);
        Assert.Equal(live + 1, World.Meta.LiveTokens(Found).Count);
        await using var db = World.OpenDatabase();
        var seen = await db.SeenGrants.Where(g => g.SystemUserId == found.Id && g.ValidTo == null).ToListAsync();
        var grants = await db.Grants.Where(g => g.SystemUserId == found.Id).ToListAsync();
        Assert.NotEmpty(seen);
        Assert.Equal(
            seen.Select(g => (g.AssetId, g.Tasks, (string?)g.Tasks)).Order(),
            grants.Select(g => (g.AssetId, g.AskedTasks, g.ConfirmedTasks)).Order()
        );
        Assert.Equal("Ines Roth", (await db.People.SingleAsync(p => p.Id == adopted.OwnerId)).Name);
        var version = await db.SystemUserVersions.SingleAsync(v => v.SystemUserId == found.Id && v.ValidTo == null);
        Assert.Equal(adopted.OwnerId, version.OwnerId);
        await World.ReconcileAsync();
        Assert.DoesNotContain(
            await World.OpenFindingsAsync(FindingKind.UnknownSystemUser),
            f => f.SystemUserId == found.Id
        );
        await AuditProof.HoldsAsync(World);
    }

    [Fact]
    public async Task Without_owner_and_purpose_a_found_one_is_neither_adopted_nor_given_a_token()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);

        var refused = await World.AskIssueAsync(World.IssueForm(found.Id));

        Assert.Equal(["Owner", "Purpose"], refused.Problems.Select(p => p.Field));
        Assert.False((await World.SystemUserAsync(Found)).IsOurs);
    }

    [Fact]
    public async Task One_that_never_had_the_app_gets_it_first()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync("Zapier old");
        Assert.Empty(World.Meta.Called("Zapier old").Single().InstalledApps);

        await World.DoneAsync(World.AskIssueAsync(World.IssueForm(found.Id, World.Adoption)));

        Assert.Single(World.Meta.LiveTokens("Zapier old"));
    }

    [Fact]
    public async Task A_never_expiring_one_is_proved_as_such()
    {
        var first = await MadeAsync();
        var form = World.IssueForm(first.SystemUserId) with
        {
            Lifetime = TokenLifetime.Never,
            NeverReason = "It sits in a wall",
        };

        var token = await World.TokenOfAsync((await World.DoneAsync(World.AskIssueAsync(form))).Id);

        Assert.True(token.NeverExpires);
        Assert.Null(token.ExpiresAt);
    }

    [Fact]
    public async Task A_wrong_role_a_foreign_portfolio_and_a_missing_sentence_are_refused()
    {
        var first = await MadeAsync();
        var contoso = await World.ConnectAsync("Contoso");
        var form = World.IssueForm(first.SystemUserId);

        Assert.Equal(
            ["Scopes", "NeverReason"],
            (await World.AskIssueAsync(form with { Scopes = [], Lifetime = TokenLifetime.Never })).Problems.Select(p =>
                p.Field
            )
        );
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskIssueAsync(form)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.AskIssueAsync(form)).Problems));
    }

    [Fact]
    public async Task Under_observe_only_it_is_refused_when_asked_and_by_the_worker_when_switched_meanwhile()
    {
        var first = await MadeAsync();
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.SetModeAsync(first.PortfolioId, PortfolioMode.ObserveOnly);
        var mark = World.Mark();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Empty(World.Meta.Changes(mark));
        Assert.IsType<PortfolioCannotAct>(
            Assert.Single((await World.AskIssueAsync(World.IssueForm(first.SystemUserId))).Problems)
        );
    }

    [Fact]
    public async Task The_system_user_that_this_tool_acts_through_is_protected()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using var db = World.OpenDatabase();
        var control = await db.Tokens.SingleAsync(t => t.PortfolioId == portfolio);

        var refused = await World.AskIssueAsync(World.IssueForm(control.SystemUserId, World.Adoption));

        Assert.IsType<ControlSystemUserProtected>(Assert.Single(refused.Problems));
    }

    [Fact]
    public async Task One_that_vanished_is_refused()
    {
        var first = await MadeAsync();
        await World.ChangeAsync(new { @do = "removeSystemUser", systemUser = Name });
        await World.DoneAsync(World.AskReadAsync(first.PortfolioId));

        var refused = await World.AskIssueAsync(World.IssueForm(first.SystemUserId));

        Assert.IsType<SystemUserVanished>(Assert.Single(refused.Problems));
    }

    [Fact]
    public async Task Of_two_at_once_one_is_asked_for_and_the_other_is_shown_the_way_to_it()
    {
        var first = await MadeAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => World.AskIssueAsync(World.IssueForm(first.SystemUserId))))
        );

        var won = World.Succeeds(Assert.Single(answers, a => a.Succeeded));
        Assert.All(
            answers.Where(a => !a.Succeeded),
            a => Assert.Equal($"/Operations/{won}", Assert.IsType<ChangeUnderWay>(Assert.Single(a.Problems)).Link)
        );
    }

    private async Task<Token> MadeAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
    }

    private async Task<Token> IssuedAsync(long systemUserId) =>
        await World.TokenOfAsync((await World.DoneAsync(World.AskIssueAsync(World.IssueForm(systemUserId)))).Id);
}

public sealed class IssueTokenOnSqlite() : IssueTokenTests(DatabaseProvider.Sqlite);

public sealed class IssueTokenOnPostgres() : IssueTokenTests(DatabaseProvider.Postgres);
