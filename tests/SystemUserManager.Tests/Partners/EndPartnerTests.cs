using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Partners;

/// <summary>A partner goes at Meta, is seen to be gone, and what was tied to it is listed.</summary>
public abstract class EndPartnerTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Agency = "Brightside Agency";
    private const string Client = "Fabrikam Outdoor";
    private const string Shared = "Northwind DE Brand";
    private const string OfClient = "Fabrikam Outdoor Co-op";

    [Fact]
    public async Task An_agency_is_gone_at_Meta_and_in_the_record_and_whoever_reaches_the_same_is_to_be_looked_at()
    {
        var agency = await ConnectedAsync(Agency);
        Assert.Contains(FindingKind.UnknownPartner, await OpenAsync(agency.Id));

        await World.DoneAsync(World.AskEndAsync(agency.Id));

        await AssertEndedAsync(agency);
        Assert.Equal(1, World.Meta.Count("DELETE", "/agencies"));
        Assert.Empty(await OpenAsync(agency.Id));
        var lines = await LinesAsync(agency.Id);
        // Of a WhatsApp Business account Meta doesn't tell to whom it is shared.
        Assert.Equal(["test", "user1", "WhatsApp"], lines.Select(About));
        Assert.Equal([true, true, false], lines.Select(l => l.SystemUserId is not null));
        Assert.All(lines, l => Assert.Null(l.DoneAt));
        var tick = lines[2].Id;
        World.Succeeds(
            await World.AsksAsync((CompleteChecklistLine act) => act.RunOfPartnerAsync(agency.Id, tick, default))
        );
        Assert.IsType<ChecklistLineDone>(
            Assert.Single(
                (
                    await World.AsksAsync(
                        (CompleteChecklistLine act) => act.RunOfPartnerAsync(agency.Id, tick, default)
                    )
                ).Problems
            )
        );
        // The next read says the same, and nothing of it is found again.
        await World.DoneAsync(World.AskReadAsync(agency.PortfolioId));
        await AssertEndedAsync(agency);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task A_client_is_given_up_and_what_served_it_alone_is_named_down_to_the_token_and_the_secret()
    {
        var client = await ConnectedAsync(Client);
        foreach (var asset in World.Meta.Grants("ads sync").Keys)
            await ChangeGrantAsync("removeGrant", "ads sync", asset);
        await ChangeGrantAsync("addGrant", "ads sync", OfClient);
        await ChangeGrantAsync("addGrant", "user1", OfClient);
        await World.PlantAsync("fabrikam-ads-token", World.Meta.LiveTokens("ads sync").Single().Value);
        var adsSync = await World.SystemUserAsync("ads sync");
        await World.DoneAsync(World.AskRegisterAsync(adsSync.Id, "fabrikam-ads-token", World.Adoption));
        await World.DoneAsync(World.AskReadAsync(client.PortfolioId));

        await World.DoneAsync(World.AskEndAsync(client.Id));

        await AssertEndedAsync(client);
        Assert.Equal(1, World.Meta.Count("DELETE", "/clients"));
        Assert.Equal(0, World.Meta.Count("DELETE", "/agencies"));
        var texts = (await LinesAsync(client.Id)).ConvertAll(l => l.Text);
        Assert.Contains(
            texts,
            t => t.StartsWith("ads sync reached", StringComparison.Ordinal) && t.Contains("nothing else")
        );
        Assert.Contains(
            texts,
            t => t.StartsWith("user1 reached", StringComparison.Ordinal) && !t.Contains("nothing else")
        );
        Assert.Contains(texts, t => t.Contains("token of ads sync in the secret fabrikam-ads-token"));
        Assert.Contains(texts, t => t.Contains("The vault's secret fabrikam-ads-token is named for"));
        Assert.DoesNotContain(texts, t => t.Contains("control-token"));
    }

    [FactOnOneDatabase]
    public async Task After_an_end_the_portfolio_is_read_once_by_itself_so_that_a_client_s_assets_leave_the_record()
    {
        var client = await ConnectedAsync(Client);
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await World.DoneAsync(World.AskEndAsync(client.Id));
        await using (var db = World.OpenDatabase())
            Assert.Null((await db.Assets.SingleAsync(a => a.Name == OfClient)).GoneAt);

        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await World.ReconcileAsync();
        await World.ReconcileAsync();

        await using (var db = World.OpenDatabase())
        {
            Assert.NotNull((await db.Assets.SingleAsync(a => a.Name == OfClient)).GoneAt);
            Assert.Equal(1, await db.Operations.CountAsync(o => o.Kind == OperationKind.ReadPortfolio));
        }
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("edge", "accept", null, null)]
    [Row("refuse", "accept", "Remove the agency Brightside Agency", "removePartner")]
    [Row("edge", "refuse", "Take Northwind DE Brand", "unshareAsset")]
    public async Task What_the_API_refuses_is_taken_asset_by_asset_or_by_a_person_and_is_ended_only_when_seen_to_be(
        string whole,
        string oneByOne,
        string? line,
        string? byHand
    )
    {
        var agency = await ConnectedAsync(Agency);
        await World.SwitchAsync("partnerRemoval", whole);
        await World.SwitchAsync("assetAgencyRemoval", oneByOne);

        var ended = await World.RunToEndAsync(World.Succeeds(await World.AskEndAsync(agency.Id)));

        if (byHand is not null)
        {
            Assert.Equal(OperationState.NeedsAttention, ended.State);
            Assert.Contains("isn't ended", ended.Outcome, StringComparison.Ordinal);
            Assert.Null((await World.PartnerAsync(Agency)).GoneAt);
            Assert.StartsWith(line!, Assert.Single(await LinesAsync(agency.Id)).Text, StringComparison.Ordinal);
            // It looks again, and asks again without a second line.
            ended = await World.DecideAndRunAsync(ended.Id, OperationChoice.TryAgain);
            Assert.Equal(OperationState.NeedsAttention, ended.State);
            Assert.Single(await LinesAsync(agency.Id));
            await World.ChangeAsync(
                new
                {
                    @do = byHand,
                    business = byHand == "removePartner" ? "Northwind Retail" : agency.BusinessId,
                    partner = agency.BusinessId,
                    asset = Shared,
                }
            );
            ended = await World.DecideAndRunAsync(ended.Id, OperationChoice.TryAgain);
            Assert.NotNull(
                (await LinesAsync(agency.Id)).Single(l => l.Text.StartsWith(line!, StringComparison.Ordinal)).DoneAt
            );
        }

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        await AssertEndedAsync(agency);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("/*/agencies", "after", 1)]
    [Row("/*/agencies", "cut", 1)]
    [Row("/*/agencies", "hang", 2)]
    [Row("/act_*/agencies", "after", 2)]
    public async Task A_lost_answer_is_settled_by_looking_before_it_is_asked_again(string path, string mode, int asked)
    {
        var agency = await ConnectedAsync(Agency);
        if (path.Contains("act_"))
            await World.SwitchAsync("partnerRemoval", "edge");
        var id = World.Succeeds(await World.AskEndAsync(agency.Id));
        World.Fault(Faults.Lost("graph", "DELETE", path, mode));

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(asked, World.Meta.Count("DELETE", "/agencies"));
        await AssertEndedAsync(agency);
    }

    [FactOnOneDatabase]
    public async Task What_is_shared_otherwise_by_now_is_not_removed_unseen_and_what_is_gone_by_now_is_well()
    {
        var agency = await ConnectedAsync(Agency);
        var id = World.Succeeds(await World.AskEndAsync(agency.Id));
        await World.ChangeAsync(
            new
            {
                @do = "shareAsset",
                asset = "Northwind Careers",
                business = agency.BusinessId,
            }
        );

        var refused = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, refused.State);
        Assert.Contains("1 ad account, 1 Page. Nothing was removed", refused.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes());
        Assert.IsType<SharedOtherwise>(
            Assert.Single((await World.AskEndAsync(agency.Id, saw: SharedAsset.Mark([]))).Problems)
        );

        await World.DoneAsync(World.AskReadAsync(agency.PortfolioId));
        id = World.Succeeds(await World.AskEndAsync(agency.Id));
        foreach (var asset in new[] { "Northwind Careers", Shared })
            await World.ChangeAsync(
                new
                {
                    @do = "unshareAsset",
                    asset,
                    business = agency.BusinessId,
                }
            );
        await World.ChangeAsync(
            new
            {
                @do = "removePartner",
                business = "Northwind Retail",
                partner = agency.BusinessId,
            }
        );
        var ended = await World.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Empty(World.Meta.Changes());
        await AssertEndedAsync(agency);
        Assert.IsType<PartnerGone>(Assert.Single((await World.AskEndAsync(agency.Id)).Problems));
    }

    [FactOnOneDatabase]
    public async Task A_wrong_role_a_foreign_portfolio_observe_only_another_end_and_the_control_one_are_refused()
    {
        var agency = await ConnectedAsync(Agency);
        var client = await World.PartnerAsync(Client);
        World.Succeeds(await World.AskEndAsync(agency.Id));
        var underWay = Assert.IsType<ChangeUnderWay>(Assert.Single((await World.AskEndAsync(agency.Id)).Problems));
        Assert.StartsWith("/Operations/", underWay.Link, StringComparison.Ordinal);

        var asked = World.Succeeds(await World.AskEndAsync(client.Id));
        await ChangeGrantAsync("addGrant", "System User Manager", OfClient);
        await World.DoneAsync(World.AskReadAsync(client.PortfolioId));
        Assert.Equal(OperationState.Failed, (await World.RunToEndAsync(asked)).State);
        Assert.IsType<ControlSystemUserWouldLose>(Assert.Single((await World.AskEndAsync(client.Id)).Problems));
        Assert.Empty(World.Meta.Changes());

        var contoso = await World.ConnectAsync("Contoso");
        await World.SetModeAsync(client.PortfolioId, PortfolioMode.ObserveOnly);
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await World.AskEndAsync(client.Id)).Problems));
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskEndAsync(client.Id)).Problems));
        Assert.IsType<NotAllowed>(Assert.Single((await EditAsync(client.Id)).Problems));
        Assert.IsType<NotAllowed>(Assert.Single((await ConfirmAsync(client.Id)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.AskEndAsync(client.Id)).Problems));
        Assert.IsType<NotFound>(Assert.Single((await EditAsync(client.Id)).Problems));
        Assert.IsType<NotFound>(Assert.Single((await ConfirmAsync(client.Id)).Problems));
    }

    [FactOnOneDatabase]
    public async Task Switched_to_observe_only_meanwhile_it_ends_with_nothing_done()
    {
        var agency = await ConnectedAsync(Agency);
        var id = World.Succeeds(await World.AskEndAsync(agency.Id));
        await World.Worker.RunUntilAsync(id, EndPartner.SeeShared);
        await World.SetModeAsync(agency.PortfolioId, PortfolioMode.ObserveOnly);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("Observe only", ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes());
        Assert.Null((await World.PartnerAsync(Agency)).GoneAt);
    }

    [FactOnOneDatabase]
    public async Task Who_says_what_it_is_for_makes_it_known_and_before_and_after_are_in_the_log()
    {
        var agency = await ConnectedAsync(Agency);
        Assert.Equal("Purpose", Assert.Single((await EditAsync(agency.Id, purpose: " ")).Problems).Field);

        Assert.True((await EditAsync(agency.Id)).Succeeded);
        Assert.True((await ConfirmAsync(agency.Id)).Succeeded);

        var known = await World.PartnerAsync(Agency);
        Assert.Equal(("Runs the ads", new DateOnly(2026, 12, 31)), (known.Purpose, known.EndsOn));
        Assert.Equal(World.Clock.GetUtcNow(), known.LastConfirmedAt);
        await using var db = World.OpenDatabase();
        var rows = await db.AuditEvents.Where(e => e.ObjectType == "Partner").OrderBy(e => e.Sequence).ToListAsync();
        Assert.Equal("Purpose: none\nOwner: none\nEnds on: none", rows[0].Before);
        Assert.Equal("Purpose: Runs the ads\nOwner: Ines Roth\nEnds on: 2026-12-31", rows[0].After);
        Assert.StartsWith("Last confirmed: none", rows[1].Before, StringComparison.Ordinal);
        Assert.Equal(2, rows.Count);
    }

    private async Task<Partner> ConnectedAsync(string name)
    {
        await World.ConnectAsync("Northwind");
        return await World.PartnerAsync(name);
    }

    private Task<Result<Partner>> EditAsync(long id, string purpose = "Runs the ads") =>
        World.AsksAsync(
            (EditPartner act) =>
                act.RunAsync(
                    new EditPartnerRequest(
                        World.Act(),
                        id,
                        purpose,
                        new("Ines Roth", null, IsTeam: false),
                        new DateOnly(2026, 12, 31)
                    ),
                    default
                )
        );

    private Task<Result<Partner>> ConfirmAsync(long id) =>
        World.AsksAsync((ConfirmPartner act) => act.RunAsync(new ConfirmPartnerRequest(World.Act(), id), default));

    private Task ChangeGrantAsync(string change, string systemUser, string asset) =>
        World.ChangeAsync(
            new
            {
                @do = change,
                business = "Northwind Retail",
                systemUser,
                asset,
                tasks = new[] { "ANALYZE" },
            }
        );

    private static string About(ChecklistLine line) =>
        line.Text.Contains("WhatsApp", StringComparison.Ordinal) ? "WhatsApp" : line.Text.Split(' ')[0];

    private async Task<List<ChecklistLine>> LinesAsync(long partnerId)
    {
        await using var db = World.OpenDatabase();
        return await db
            .ChecklistLines.AsNoTracking()
            .Where(l => l.PartnerId == partnerId)
            .OrderBy(l => l.Id)
            .ToListAsync();
    }

    private async Task<List<FindingKind>> OpenAsync(long partnerId)
    {
        await using var db = World.OpenDatabase();
        return await db
            .Findings.Where(f => f.PartnerId == partnerId && f.ResolvedAt == null)
            .Select(f => f.Kind)
            .ToListAsync();
    }

    private async Task AssertEndedAsync(Partner before)
    {
        Assert.DoesNotContain(World.Meta.Read(s => s.Partners.ToList()), p => p.PartnerId == before.BusinessId);
        Assert.DoesNotContain(
            World.Meta.Read(s => s.Assets.All.ToList()),
            a =>
                before.Relation == PartnerRelation.Agency
                    ? a.Clients?.ContainsKey(before.BusinessId) == true
                    : a.OwnerId == before.BusinessId && a.Clients?.Count > 0
        );
        await using var db = World.OpenDatabase();
        Assert.NotNull((await db.Partners.SingleAsync(p => p.Id == before.Id)).GoneAt);
        Assert.All(
            await db.PartnerShares.Where(s => s.PartnerId == before.Id).ToListAsync(),
            s => Assert.NotNull(s.ValidTo)
        );
    }
}

public sealed class EndPartnerOnSqlite() : EndPartnerTests(DatabaseProvider.Sqlite);

public sealed class EndPartnerOnPostgres() : EndPartnerTests(DatabaseProvider.Postgres);
