using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <content>Troubles of the vault.</content>
public abstract partial class CreateUnderTroubleTests
{
    [Theory]
    [InlineData("after")]
    [InlineData("cut")]
    [Trait("Id", "B08")]
    public async Task A_vault_write_whose_answer_was_lost_is_found_and_not_written_twice(string mode)
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-", mode));

        var ended = await World.RunToEndAsync(id);

        AssertMadeOnce(ended);
        var token = await World.TokenOfAsync(id);
        Assert.Equal(TokenState.Active, token.State);
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
        // The reservation and the staged copy.
        Assert.Equal(2, World.Vault.Versions(SecretName.Pending(token.SecretName)).Count);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("after")]
    [Row("hang")]
    public async Task A_publication_whose_answer_was_lost_leaves_one_enabled_version(string mode)
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ProveStaged);
        World.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-", mode));

        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [FactOnOneDatabase]
    public async Task A_vault_that_is_down_before_the_token_exists_is_waited_out()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, CreateSystemUser.ReadBack);
        World.Fault(Faults.Down("vault", null, "/secrets/meta-", times: 8));

        var waiting = await World.RunAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.Empty(World.Meta.EveryToken(Name));
        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [Fact]
    [Trait("Id", "B06")]
    public async Task A_vault_that_goes_down_with_a_token_in_the_hand_ends_it_at_Meta_within_the_budget()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", null, "/secrets/meta-"));

        await AssertEndedAtMetaAsync(id);
    }

    [Fact]
    [Trait("Id", "B09")]
    public async Task A_vault_that_hangs_with_a_token_in_the_hand_does_not_keep_it_longer_than_the_budget()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.StartProcess(own: [("KeyVault:Timeout", "00:00:01"), ("KeyVault:WriteBudget", "00:00:00.500")]);
        World.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-", "hang", times: null));
        World.Fault(Faults.Lost("vault", "GET", "/secrets/meta-", "hang", times: null));
        var mark = World.Mark();

        await AssertEndedAtMetaAsync(id);

        // The write outlasts the budget, so that what comes next is the end at Meta and not a look that hangs, too.
        var lines = World
            .Sandbox.Log.After(mark)
            .SkipWhile(l => !l.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
            .TakeWhile(l => !l.Path.EndsWith("/oauth/revoke", StringComparison.Ordinal))
            .Where(l => l.Path.StartsWith("/secrets/meta-", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.Equal("PUT", l.Method));
    }

    [Fact]
    [Trait("Id", "B09")]
    public async Task A_look_that_hangs_after_a_lost_write_ends_the_token_at_Meta_too()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.StartProcess(own: [("KeyVault:Timeout", "00:00:01"), ("KeyVault:WriteBudget", "00:00:02")]);
        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        World.Fault(Faults.Lost("vault", "GET", "/secrets/meta-", "hang", times: null));

        await AssertEndedAtMetaAsync(id);
    }

    [Fact]
    [Trait("Id", "D03")]
    public async Task A_vault_that_is_too_busy_twice_gets_the_token_after_the_pauses_that_it_asked_for()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Busy("PUT", "/secrets/meta-", retryAfter: 2, times: 2));
        var began = World.Clock.GetUtcNow();

        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);

        Assert.InRange(World.Clock.GetUtcNow() - began, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [Fact]
    [Trait("Id", "D03")]
    public async Task A_vault_that_asks_for_ten_minutes_does_not_get_them_while_a_token_is_in_the_hand()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Busy(null, "/secrets/meta-", retryAfter: 600, times: null));

        await AssertEndedAtMetaAsync(id);
    }

    [FactOnOneDatabase]
    public async Task A_token_that_neither_the_vault_takes_nor_Meta_ends_is_named_and_revoke_all_cures_it()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", null, "/secrets/meta-"));
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains(OperationChoice.RevokeAll, asking.OpenChoices());
        Assert.Contains("2027-01-23", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(id)).State);
        World.Sandbox.Faults.Clear();

        var revoked = await World.DecideAndRunAsync(id, OperationChoice.RevokeAll);

        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(OperationState.Failed, (await World.OperationAsync(id)).State);
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
    }

    [FactOnOneDatabase]
    public async Task An_orphan_that_was_to_live_for_ever_is_named_without_a_date()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(portfolio, Name) with
        {
            Lifetime = MetaGraph.Tokens.TokenLifetime.Never,
            NeverReason = "The till can't be updated",
        };
        var id = World.Succeeds(await World.AskCreateAsync(form));
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", null, "/secrets/meta-"));
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("It may never expire by itself.", asking.Outcome, StringComparison.Ordinal);
        Assert.DoesNotContain("2027", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(id)).State);
        Assert.Null(Assert.Single(World.Meta.LiveTokens(Name)).ExpiresAt);
    }

    /// <summary>The token was ended within the budget for writing it and half a minute; nothing holds it, and it says so.</summary>
    private async Task AssertEndedAtMetaAsync(long id)
    {
        var began = World.Clock.GetUtcNow();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("it was revoked at once", ended.Outcome, StringComparison.Ordinal);
        Assert.Contains("No token was issued", ended.Outcome, StringComparison.Ordinal);
        var atMeta = Assert.Single(World.Meta.EveryToken(Name));
        Assert.InRange(atMeta.RevokedAt!.Value - began, TimeSpan.Zero, TimeSpan.FromSeconds(90));
        Assert.Empty(World.Meta.LiveTokens(Name));
        var token = await World.TokenOfAsync(id);
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.Empty(World.Vault.Versions(token.SecretName));
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
    }
}
