using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>Somebody removed the system user in Meta's own pages, and its tokens are to be revoked.</summary>
public abstract class RevokeOfOneGoneTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task All_its_tokens_are_proved_dead_and_disabled()
    {
        var token = await MadeAsync();
        await RemoveAsync();

        var ended = await World.DoneAsync(World.AskRevokeAllAsync(token.SystemUserId));

        Assert.Contains(
            "Meta has no such system user any more",
            ended.Steps.Single(s => s.Name == RevokeAllTokens.RevokeAtMeta).Message,
            StringComparison.Ordinal
        );
        var after = await World.TokenAsync(token.Id);
        Assert.Equal(TokenState.Revoked, after.State);
        Assert.StartsWith("Meta says that it is invalid", after.RevocationProof, StringComparison.Ordinal);
        Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(true)]
    [Row(false)]
    public async Task A_token_that_can_not_be_read_is_said_to_be_gone_with_it_and_not_to_be_checked(bool all)
    {
        var token = await MadeAsync();
        await World.ChangeVaultAsync(new { change = "delete", secret = token.SecretName });
        await RemoveAsync();

        await World.DoneAsync(all ? World.AskRevokeAllAsync(token.SystemUserId) : World.AskRevokeAsync(token.Id));

        var after = await World.TokenAsync(token.Id);
        Assert.Equal(TokenState.Revoked, after.State);
        Assert.StartsWith(
            "Meta has no such system user any more; not checked",
            after.RevocationProof,
            StringComparison.Ordinal
        );
    }

    [FactOnOneDatabase]
    public async Task A_token_that_can_be_read_is_revoked_by_itself()
    {
        var token = await MadeAsync();
        await RemoveAsync();

        await World.DoneAsync(World.AskRevokeAsync(token.Id));

        Assert.Equal(TokenState.Revoked, (await World.TokenAsync(token.Id)).State);
        Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(true)]
    [Row(false)]
    public async Task Not_found_of_one_that_the_list_shows_or_while_it_can_not_be_read_is_no_end(bool listIsRead)
    {
        var token = await MadeAsync();
        World.Fault(Faults.Refused("DELETE", "/*/access_tokens", 100, times: null) with { Subcode = 33 });
        if (!listIsRead)
            World.Fault(Faults.Refused("GET", "/*/system_users", 200, status: 403, times: null));

        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId)));

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoking, (await World.TokenAsync(token.Id)).State);
        World.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, (await World.DecideAndRunAsync(asking.Id, OperationChoice.TryAgain)).State);
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    private Task RemoveAsync() => World.ChangeAsync(new { @do = "removeSystemUser", systemUser = Name });

    private async Task<Token> MadeAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
    }
}

public sealed class RevokeOfOneGoneOnSqlite() : RevokeOfOneGoneTests(DatabaseProvider.Sqlite);

public sealed class RevokeOfOneGoneOnPostgres() : RevokeOfOneGoneTests(DatabaseProvider.Postgres);
