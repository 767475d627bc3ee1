using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

public abstract partial class RevokeTokenTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task A_token_made_here_is_dead_at_Meta_and_in_the_vault_and_proved()
    {
        var token = await MadeAsync();

        var ended = await RevokedAsync(token.Id);

        Assert.Equal(RevokeToken.Plan, ended.Steps.OrderBy(s => s.Number).Select(s => s.Name));
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Enabled(token.SecretName));
        var after = await TokenAsync(token.Id);
        Assert.Equal(TokenState.Revoked, after.State);
        Assert.NotNull(after.RevokedAt);
        Assert.StartsWith("Meta says that it is invalid", after.RevocationProof, StringComparison.Ordinal);
        Assert.Equal(1, World.Meta.Count("GET", "/oauth/revoke"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("success")]
    [Row("error")]
    public async Task A_token_that_is_dead_at_Meta_already_is_a_success(string metaSays)
    {
        var token = await MadeAsync();
        await World.SwitchAsync("revokeOfDead", metaSays);
        await World.ChangeAsync(new { @do = "invalidateToken", systemUser = Name });

        await RevokedAsync(token.Id);

        Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("disable")]
    [InlineData("deny")]
    [Trait("Id", "B14")]
    public async Task A_value_that_can_not_be_read_any_more_is_ended_with_all_of_its_system_user(string how)
    {
        var token = await MadeAsync();
        await World.ChangeVaultAsync(
            new
            {
                change = how,
                secret = token.SecretName,
                permission = "get",
            }
        );

        await RevokedAsync(token.Id);

        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Contains(
            "not checked with the token itself",
            (await TokenAsync(token.Id)).RevocationProof,
            StringComparison.Ordinal
        );
        if (how != "delete")
            Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [Fact]
    [Trait("Id", "B14")]
    public async Task Unreadable_with_a_sibling_it_revokes_nothing_and_asks()
    {
        var token = await MadeAsync();
        await AddSiblingAsync(token);
        await World.ChangeVaultAsync(new { change = "disable", secret = token.SecretName });

        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("Nothing was revoked", asking.Outcome, StringComparison.Ordinal);
        Assert.Contains(OperationChoice.RevokeAll, asking.OpenChoices());
        Assert.Single(World.Meta.LiveTokens(Name));

        var revoked = await World.DecideAndRunAsync(asking.Id, OperationChoice.RevokeAll);

        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        Assert.Equal(OperationKind.RevokeAllTokens, revoked.Kind);
        Assert.Empty(World.Meta.LiveTokens(Name));
        await using var db = World.OpenDatabase();
        Assert.All(
            await db.Tokens.Where(t => t.SystemUserId == token.SystemUserId).ToListAsync(),
            t => Assert.Equal(TokenState.Revoked, t.State)
        );
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("deny")]
    [Trait("Id", "B14")]
    public async Task Unreadable_while_Meta_refuses_too_it_stays_red_and_is_never_called_revoked(string how)
    {
        var token = await MadeAsync();
        await World.ChangeVaultAsync(
            new
            {
                change = how,
                secret = token.SecretName,
                permission = "get",
            }
        );
        World.Fault(Faults.Down("graph", "DELETE", "/*/access_tokens", 500));

        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("Meta did not answer", asking.Outcome, StringComparison.Ordinal);
        Assert.Single(World.Meta.LiveTokens(Name));
        var after = await TokenAsync(token.Id);
        Assert.Equal((TokenState.Revoking, null), (after.State, after.RevokedAt));
    }

    [Fact]
    [Trait("Id", "B14")]
    public async Task Another_token_that_was_registered_while_it_stood_is_not_ended_with_it()
    {
        var token = await MadeAsync();
        await World.ChangeVaultAsync(new { change = "disable", secret = token.SecretName });
        World.Fault(Faults.Down("graph", "DELETE", "/*/access_tokens", 500));
        var stands = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        Assert.Equal(OperationState.NeedsAttention, stands.State);
        World.Sandbox.Faults.Clear();
        await AddSiblingAsync(token);
        var mark = World.Mark();

        var asking = await World.DecideAndRunAsync(stands.Id, OperationChoice.TryAgain);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Equal(OperationChoice.RevokeAll, asking.OpenChoices()[0]);
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens", mark));
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    [Fact]
    [Trait("Id", "B15")]
    public async Task Every_version_of_the_secret_is_disabled_also_older_ones()
    {
        var token = await MadeAsync();
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret = token.SecretName,
                value = "EAAsomethingOld1",
            }
        );
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret = token.SecretName,
                value = "EAAsomethingOld2",
            }
        );

        await RevokedAsync(token.Id);

        var versions = World.Vault.Versions(token.SecretName);
        Assert.Equal(3, versions.Count);
        Assert.All(versions, v => Assert.False(v.Enabled));
        var clients = World.Worker.Get<VaultClients>();
        foreach (var version in versions)
        {
            var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(() =>
                clients.Of(clients.DefaultVault).Reads.GetSecretAsync(token.SecretName, version.Version)
            );
            Assert.Equal(403, refused.Status);
        }
    }

    [Theory]
    [InlineData("after")]
    [InlineData("hang")]
    [Trait("Id", "B13")]
    public async Task A_lost_answer_is_settled_by_asking_whether_it_is_dead(string mode)
    {
        var token = await MadeAsync();
        World.Fault(Faults.Lost("graph", "GET", "/oauth/revoke", mode));

        await RevokedAsync(token.Id);

        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.StartsWith(
            "Meta says that it is invalid",
            (await TokenAsync(token.Id)).RevocationProof,
            StringComparison.Ordinal
        );
        Assert.InRange(World.Meta.Count("GET", "/oauth/revoke"), 1, 2);
    }

    [Fact]
    public async Task A_vault_whose_answer_to_disabling_was_lost_ends_with_everything_disabled()
    {
        var token = await MadeAsync();
        World.Fault(Faults.Lost("vault", "PATCH", "/secrets/", "after"));

        await RevokedAsync(token.Id);

        Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [Fact]
    public async Task Still_valid_after_an_hour_is_an_alarm_and_never_called_revoked()
    {
        var token = await MadeAsync();
        await World.SwitchAsync("tokenStaysValidAfterRevoke", 90 * 60 * 1000);
        var began = World.Clock.GetUtcNow();

        var alarm = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));

        Assert.Equal(OperationState.NeedsAttention, alarm.State);
        Assert.StartsWith("ALARM", alarm.Outcome, StringComparison.Ordinal);
        Assert.InRange(World.Clock.GetUtcNow() - began, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(76));
        Assert.Equal(TokenState.Revoking, (await TokenAsync(token.Id)).State);
        World.Clock.Advance(TimeSpan.FromHours(1));

        var ended = await World.DecideAndRunAsync(alarm.Id, OperationChoice.TryAgain);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(TokenState.Revoked, (await TokenAsync(token.Id)).State);
    }

    [Fact]
    public async Task A_token_whose_creation_needs_a_person_never_becomes_active_after_its_revocation()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        await World.Worker.RunUntilAsync(create, IssueToken.ProveStaged);
        await World.ChangeVaultAsync(new { change = "deny", permission = "set" });
        await World.RunToEndAsync(create);
        await World.ChangeVaultAsync(new { change = "allow" });
        var token = await World.TokenOfAsync(create);

        await RevokedAsync(token.Id);

        Assert.IsType<ChoiceNotOpen>(
            Assert.Single((await World.DecideAsync(create, OperationChoice.TryAgain)).Problems)
        );
        Assert.Equal(OperationState.Failed, (await World.OperationAsync(create)).State);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await TokenAsync(token.Id)).State);
    }

    private async Task<Token> MadeAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
    }

    private async Task<Operation> RevokedAsync(long tokenId)
    {
        var ended = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(tokenId)));
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(TokenState.Revoked, (await TokenAsync(tokenId)).State);
        return ended;
    }

    /// <summary>Another token of the same system user in the record, of which nothing can be read.</summary>
    private async Task AddSiblingAsync(Token token)
    {
        await using var db = World.OpenDatabase();
        var read = World.Succeeds(await World.AskReadAsync(token.PortfolioId));
        var sibling = new Token
        {
            PortfolioId = token.PortfolioId,
            SystemUserId = token.SystemUserId,
            AppId = token.AppId,
            SecretName = "registered-elsewhere",
            IssueOperationId = read,
        };
        db.Tokens.Add(sibling);
        db.TokenStateVersions.Add(sibling.Enter(TokenState.Active, World.Clock.GetUtcNow()));
        using (db.Unaudited("A test's own row."))
            await db.SaveChangesAsync();
    }

    private async Task<Token> TokenAsync(long id)
    {
        await using var db = World.OpenDatabase();
        return await db.Tokens.AsNoTracking().SingleAsync(t => t.Id == id);
    }
}

public sealed class RevokeTokenOnSqlite() : RevokeTokenTests(DatabaseProvider.Sqlite);

public sealed class RevokeTokenOnPostgres() : RevokeTokenTests(DatabaseProvider.Postgres);
