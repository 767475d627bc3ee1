using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <content>Who may revoke what, and when it is refused.</content>
public abstract partial class RevokeTokenTests
{
    [Fact]
    public async Task A_token_that_is_revoked_is_not_revoked_again()
    {
        var token = await MadeAsync();
        await RevokedAsync(token.Id);

        Assert.IsType<TokenAlreadyRevoked>(Assert.Single((await World.AskRevokeAsync(token.Id)).Problems));
    }

    [Fact]
    public async Task Two_revokes_at_once_are_one_and_the_other_is_shown_the_way_to_it()
    {
        var token = await MadeAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => World.AskRevokeAsync(token.Id)))
        );

        var won = World.Succeeds(Assert.Single(answers, a => a.Succeeded));
        Assert.All(
            answers.Where(a => !a.Succeeded),
            a => Assert.Equal($"/Operations/{won}", Assert.IsType<RevokeUnderWay>(Assert.Single(a.Problems)).Link)
        );
    }

    [Fact]
    public async Task A_revoke_of_another_token_is_accepted_while_one_waits_and_both_end()
    {
        var token = await MadeAsync();
        await AddSiblingAsync(token);
        await using var db = World.OpenDatabase();
        var sibling = await db.Tokens.SingleAsync(t => t.SystemUserId == token.SystemUserId && t.Id != token.Id);

        var first = World.Succeeds(await World.AskRevokeAsync(token.Id));
        var second = World.Succeeds(await World.AskRevokeAsync(sibling.Id));

        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(first)).State);
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(second)).State);
        Assert.Equal(TokenState.Revoked, (await TokenAsync(token.Id)).State);
        Assert.Equal(TokenState.Revoked, (await TokenAsync(sibling.Id)).State);
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    [Fact]
    public async Task One_that_waited_while_all_tokens_were_revoked_has_nothing_left_to_do()
    {
        var token = await MadeAsync();
        var one = World.Succeeds(await World.AskRevokeAsync(token.Id));
        var all = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(all)).State);
        var dead = await TokenAsync(token.Id);
        var mark = World.Mark();

        var ended = await World.RunToEndAsync(one);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Empty(World.Meta.Changes(mark));
        var after = await TokenAsync(token.Id);
        Assert.Equal(
            (dead.State, dead.RevokedAt, dead.RevocationProof),
            (after.State, after.RevokedAt, after.RevocationProof)
        );
    }

    [Fact]
    public async Task An_offboarder_may_and_an_auditor_may_not()
    {
        var token = await MadeAsync();

        await World.AsAuditor();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskRevokeAsync(token.Id)).Problems));
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskRevokeAllAsync(token.SystemUserId)).Problems));
        await World.AsOffboarder();
        await RevokedAsync(token.Id);
    }

    [Fact]
    public async Task A_token_of_a_foreign_portfolio_is_not_found()
    {
        var token = await MadeAsync();
        await World.AsOffboarder(await World.ConnectAsync("Contoso"));

        Assert.IsType<NotFound>(Assert.Single((await World.AskRevokeAsync(token.Id)).Problems));
        Assert.IsType<NotFound>(Assert.Single((await World.AskRevokeAllAsync(token.SystemUserId)).Problems));
    }

    [Fact]
    public async Task The_system_user_that_this_tool_acts_through_is_protected_from_both_acts()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using var db = World.OpenDatabase();
        var control = await db.Tokens.SingleAsync(t => t.PortfolioId == portfolio);

        Assert.IsType<ControlSystemUserProtected>(Assert.Single((await World.AskRevokeAsync(control.Id)).Problems));
        Assert.IsType<ControlSystemUserProtected>(
            Assert.Single((await World.AskRevokeAllAsync(control.SystemUserId)).Problems)
        );
        Assert.Empty(World.Meta.Changes());
    }

    [Fact]
    public async Task Under_observe_only_it_is_refused_when_asked_and_by_the_clients_when_switched_meanwhile()
    {
        var token = await MadeAsync();
        var id = World.Succeeds(await World.AskRevokeAsync(token.Id));
        await World.SetModeAsync(token.PortfolioId, PortfolioMode.ObserveOnly);
        var mark = World.Mark();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Empty(World.Meta.Changes(mark));
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await World.AskRevokeAsync(token.Id)).Problems));
    }
}
