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
    // Of each fault: more than ever come.
    private const int MostHangs = 1000;
    private static readonly TimeSpan UsualBudget = new KeyVaultOptions().WriteBudget;

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
        Assert.Equal(TimeSpan.FromMinutes(1), UsualBudget);

        await AssertTriedAndEndedAsync(UsualBudget, writes: 31);
    }

    [FactOnOneDatabase]
    public async Task The_settings_say_how_long_a_token_is_kept_that_the_vault_does_not_take() =>
        await AssertTriedAndEndedAsync(TimeSpan.FromSeconds(20), writes: 11);

    /// <param name="writes">They hang; otherwise each is refused at once.</param>
    /// <param name="looks">They hang; otherwise each is answered.</param>
    /// <param name="seconds">Half a minute for each request that hung, two seconds between a look and the next write.</param>
    [Theory]
    [InlineData(true, true, 30 + 30)]
    [InlineData(true, false, 30 + 2 + 30)]
    [InlineData(false, true, 30 + 30)]
    [Trait("Id", "B09")]
    public async Task A_vault_that_hangs_with_a_token_in_the_hand_does_not_keep_it_longer_than_the_budget(
        bool writes,
        bool looks,
        int seconds
    )
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        StartWith(UsualBudget, timeout: TimeSpan.FromSeconds(1));
        World.Fault(
            writes
                ? Faults.Lost("vault", "PUT", "/secrets/meta-", "hang", MostHangs)
                : Faults.Down("vault", "PUT", "/secrets/meta-")
        );
        if (looks)
            World.Fault(Faults.Lost("vault", "GET", "/secrets/meta-", "hang", MostHangs));

        World.Clock.IsOfPatience = true;
        var run = World.Worker.RunAsync(id);
        await EachHangTakesHalfAMinuteAsync(run);
        await run;

        var atMeta = AssertEndedAtMeta(await World.OperationAsync(id), await World.TokenOfAsync(id));
        Assert.Equal(TimeSpan.FromSeconds(seconds), atMeta.RevokedAt - atMeta.IssuedAt);
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

        await AssertEndedAtMetaAsync(id, World.WriteBudget);
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

    /// <summary>Down and quick to say so: it is tried every two seconds, as long as the budget lasts.</summary>
    private async Task AssertTriedAndEndedAsync(TimeSpan budget, int writes)
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        StartWith(budget);
        World.Fault(Faults.Down("vault", null, "/secrets/meta-"));
        var mark = World.Mark();

        await AssertEndedAtMetaAsync(id, budget);

        var tried = World
            .Sandbox.Log.After(mark)
            .SkipWhile(l => !l.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
            .TakeWhile(l => !l.Path.EndsWith("/oauth/revoke", StringComparison.Ordinal))
            .Count(l => l.Method == "PUT" && l.Path.StartsWith("/secrets/meta-", StringComparison.Ordinal));
        Assert.Equal(writes, tried);
    }

    private void StartWith(TimeSpan budget, TimeSpan? timeout = null) =>
        World.StartProcess(
            own:
            [
                ("KeyVault:WriteBudget", $"{budget:c}"),
                ("KeyVault:RetryDelay", "00:00:00.001"),
                ("KeyVault:Timeout", $"{timeout ?? TimeSpan.FromSeconds(2):c}"),
            ]
        );

    /// <summary>By the world's clock, as soon as the vault has the request; how long it really hangs is of no account.</summary>
    private async Task EachHangTakesHalfAMinuteAsync(Task run)
    {
        for (var seen = 0; !run.IsCompleted; await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System))
        {
            var hangs = World.Sandbox.Faults.All().Where(f => f.Left is not null).Sum(f => MostHangs - f.Left!.Value);
            for (; seen < hangs; seen++)
                World.Clock.Advance(TimeSpan.FromSeconds(30));
            // What comes then isn't about the token any more.
            if (World.Meta.EveryToken(Name).Any(t => t.RevokedAt is not null))
                World.Sandbox.Faults.Clear();
        }
    }

    /// <summary>The token was ended as soon as the budget for writing it was over.</summary>
    private async Task AssertEndedAtMetaAsync(long id, TimeSpan budget)
    {
        var ended = await World.RunToEndAsync(id);

        var atMeta = AssertEndedAtMeta(ended, await World.TokenOfAsync(id));
        Assert.Equal(budget, atMeta.RevokedAt - atMeta.IssuedAt);
    }

    /// <summary>Nothing holds it, and the operation says so.</summary>
    private Sandbox.State.Token AssertEndedAtMeta(Operation ended, Token token)
    {
        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("it was revoked at once", ended.Outcome, StringComparison.Ordinal);
        Assert.Contains("No token was issued", ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.Empty(World.Vault.Versions(token.SecretName));
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
        return Assert.Single(World.Meta.EveryToken(Name));
    }
}
