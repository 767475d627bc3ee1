using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <content>Who may ask for it, and when it is refused.</content>
public abstract partial class ChangeAccessTests
{
    [FactOnOneDatabase]
    public async Task Only_an_administrator_of_the_portfolio_may_ask()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var wanted = await GrantsAsync((Performance, ["ADVERTISE"]));
        var request = await RequestAsync(id, wanted);

        var contoso = await World.ConnectAsync("Contoso");

        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await AskAsync(request)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await AskAsync(request)).Problems));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_it_is_refused_when_asked_and_when_switched_meanwhile()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var portfolio = (await World.SystemUserAsync(Name)).PortfolioId;
        var wanted = await GrantsAsync((Performance, ["ADVERTISE"]));
        var asked = World.Succeeds(await AskAsync(id, wanted));
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var mark = World.Mark();

        Assert.Equal(OperationState.Failed, (await World.RunToEndAsync(asked)).State);
        Assert.Empty(World.Meta.Changes(mark));
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await AskAsync(id, wanted)).Problems));
    }

    [FactOnOneDatabase]
    public async Task The_system_user_that_this_tool_acts_through_is_protected()
    {
        await World.ConnectAsync("Northwind");
        await using var db = World.OpenDatabase();
        var graphId = await db.Portfolios.Select(p => p.ControlSystemUserGraphId).SingleAsync();
        var control = await db.SystemUsers.SingleAsync(s => s.GraphId == graphId);

        var refused = await AskAsync(control.Id, await GrantsAsync((Performance, ["ANALYZE"])));

        Assert.IsType<ControlSystemUserProtected>(Assert.Single(refused.Problems));
    }

    [FactOnOneDatabase]
    public async Task One_that_vanished_has_nothing_to_change()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        await World.ChangeAsync(new { @do = "removeSystemUser", systemUser = World.Meta.Called(Name).Single().Id });
        await World.RunToEndAsync(
            World.Succeeds(await World.AskReadAsync((await World.SystemUserAsync(Name)).PortfolioId))
        );

        var refused = await AskAsync(id, await GrantsAsync((Performance, ["ADVERTISE"])));

        Assert.IsType<SystemUserVanished>(Assert.Single(refused.Problems));
    }

    [FactOnOneDatabase]
    public async Task What_is_there_already_is_nothing_to_change()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));

        // DRAFT comes along with ANALYZE: to leave it out changes nothing.
        var refused = await AskAsync(id, await GrantsAsync((Performance, ["ANALYZE"])));

        Assert.IsType<NothingToChange>(Assert.Single(refused.Problems));
    }

    [FactOnOneDatabase]
    public async Task A_second_change_is_shown_the_way_to_the_first()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var wanted = await GrantsAsync((Performance, ["ADVERTISE"]));
        var request = await RequestAsync(id, wanted);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskAsync(request with { Act = World.Act("At once") })))
        );

        var won = World.Succeeds(Assert.Single(answers, a => a.Succeeded));
        Assert.All(
            answers.Where(a => !a.Succeeded),
            a => Assert.Equal($"/Operations/{won}", Assert.IsType<ChangeUnderWay>(Assert.Single(a.Problems)).Link)
        );
    }

    [FactOnOneDatabase]
    public async Task A_form_sent_twice_asks_once()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var request = await RequestAsync(id, await GrantsAsync((Performance, ["ADVERTISE"])));

        Assert.Equal(World.Succeeds(await AskAsync(request)), World.Succeeds(await AskAsync(request)));
    }

    [FactOnOneDatabase]
    public async Task A_reason_is_required_and_an_asset_without_a_task_is_refused()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var request = await RequestAsync(id, await GrantsAsync((Performance, ["ANALYZE"]), (Brand, [])));

        var problems = (await AskAsync(request with { Act = World.Act("") })).Problems;

        Assert.Equal(["Grants", "Reason"], problems.Select(p => p.Field));
        Assert.Contains("choose at least one task", problems[0].Sentence, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_revoke_goes_before_and_stops_it()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var asked = World.Succeeds(await AskAsync(id, await GrantsAsync((Performance, ["ADVERTISE"]))));

        World.Succeeds(await World.AskRevokeAllAsync(id));

        Assert.Equal(OperationState.Failed, (await World.OperationAsync(asked)).State);
    }

    [FactOnOneDatabase]
    public async Task A_grant_that_the_record_saw_change_meanwhile_is_named()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var request = await RequestAsync(id, await GrantsAsync((Performance, ["ADVERTISE"])));
        await BehindOurBackAsync();
        await World.RunToEndAsync(
            World.Succeeds(await World.AskReadAsync((await World.SystemUserAsync(Name)).PortfolioId))
        );

        var refused = Assert.IsType<AccessChangedMeanwhile>(Assert.Single((await AskAsync(request)).Problems));

        Assert.Equal(Performance, refused.AssetName);
        Assert.Contains("Look again", refused.Sentence, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_grant_that_only_Meta_knows_to_have_changed_stops_it_before_anything_is_changed()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var asked = World.Succeeds(await AskAsync(id, await GrantsAsync((Performance, ["ADVERTISE"]))));
        await BehindOurBackAsync();
        var mark = World.Mark();

        var ended = await World.RunToEndAsync(asked);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains(
            "The access to Northwind DE Performance was changed at Meta meanwhile",
            ended.Outcome,
            StringComparison.Ordinal
        );
        Assert.Empty(World.Meta.Changes(mark));
        await using var db = World.OpenDatabase();
        Assert.Contains(
            "MANAGE",
            (await db.SeenGrants.SingleAsync(g => g.SystemUserId == id && g.ValidTo == null)).Tasks,
            StringComparison.Ordinal
        );
    }

    private Task BehindOurBackAsync() =>
        World.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = World.Meta.Called(Name).Single().Id,
                asset = Performance,
                tasks = new[] { "MANAGE" },
            }
        );
}
