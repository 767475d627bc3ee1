using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
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
        Assert.Equal(2, World.Vault.Versions(SecretName.Pending(token.SecretName)).Count);
    }

    [Theory]
    [InlineData("after")]
    [InlineData("hang")]
    public async Task A_publication_whose_answer_was_lost_leaves_one_enabled_version(string mode)
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ProveStaged);
        World.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-", mode));

        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [Fact]
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

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("it was revoked at once", ended.Outcome, StringComparison.Ordinal);
        Assert.Single(World.Meta.EveryToken(Name));
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
    }

    [Fact]
    [Trait("Id", "B07")]
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
}
