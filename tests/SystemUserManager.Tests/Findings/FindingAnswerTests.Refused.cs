using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings;

/// <content>Answers that aren't taken, and what changes nothing then; and accepting.</content>
public abstract partial class FindingAnswerTests
{
    [Fact]
    public async Task What_moved_since_the_page_was_opened_is_neither_adopted_nor_put_back()
    {
        await MadeAsync();
        await GrantAsync(Page, "ADVERTISE");
        await ReadAsync();
        var opened = await OneAsync(FindingKind.GrantAdded);
        await GrantAsync(Page, "MANAGE");
        await ReadAsync();

        // The finding is up to date by now, and the form isn't.
        Assert.IsType<FindingMoved>(Assert.Single((await AdoptAsync(opened.Id, opened.AtMeta)).Problems));
        Assert.IsType<FindingMoved>(Assert.Single((await RevertAsync(opened.Id, opened.AtMeta)).Problems));

        // A read saw something else, and nothing was compared since.
        await RecordAsync(async db =>
        {
            var seen = await db.SeenGrants.SingleAsync(g =>
                g.AssetId == opened.AssetId && g.SystemUserId == opened.SystemUserId && g.ValidTo == null
            );
            seen.ValidTo = World.Clock.GetUtcNow();
        });
        var moved = Assert.IsType<FindingMoved>(Assert.Single((await AdoptAsync(opened.Id)).Problems));
        Assert.Contains("\"No grant.\"", moved.Sentence, StringComparison.Ordinal);
        Assert.IsType<FindingMoved>(Assert.Single((await RevertAsync(opened.Id)).Problems));

        await using var db = World.OpenDatabase();
        Assert.False(
            await db.Grants.AnyAsync(g => g.AssetId == opened.AssetId && g.SystemUserId == opened.SystemUserId)
        );
        Assert.False(await db.AuditEvents.AnyAsync(e => e.ObjectType == "Finding"));
        Assert.Single(await World.OpenFindingsAsync(FindingKind.GrantAdded));
    }

    [Fact]
    public async Task Who_may_not_and_what_cannot_be_is_refused_and_nothing_is_changed()
    {
        var token = await MadeAsync();
        await SomebodyChangesAsync();
        await ReadAsync();
        var (renamed, unknown) = (await OneAsync(FindingKind.Renamed), await FirstAsync(FindingKind.UnknownSystemUser));
        var tomorrow = Today.AddDays(1);

        // The record may be put right under Observe only; Meta is left alone.
        await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveOnly);
        Assert.Contains(
            "Observe only",
            Assert.Single((await RevertAsync(renamed.Id)).Problems).Sentence,
            StringComparison.Ordinal
        );
        await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveAndAct);

        Assert.Equal($"/SystemUsers/{unknown.SystemUserId}/Edit", (await AdoptAsync(unknown.Id)).Problems[0].Link);
        Assert.IsType<CannotAnswer>((await RevertAsync(unknown.Id)).Problems[0]);
        Assert.Equal("Reason", (await AdoptAsync(renamed.Id, act: World.Act(" "))).Problems[0].Field);
        Assert.Equal("Reason", (await RevertAsync(renamed.Id, act: World.Act(" "))).Problems[0].Field);

        // What this product acts through is protected.
        await RecordAsync(async db =>
        {
            var portfolio = await db.Portfolios.SingleAsync();
            var control = await db.SystemUsers.SingleAsync(s => s.GraphId == portfolio.ControlSystemUserGraphId);
            control.AdoptedAt = World.Clock.GetUtcNow();
            control.ConfirmName("another name");
            db.Findings.Add(
                new Finding
                {
                    PortfolioId = PortfolioId,
                    Kind = FindingKind.Renamed,
                    ObjectKey = control.GraphId,
                    SystemUserId = control.Id,
                    AtMeta = control.Name,
                    InRecord = "another name",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
        });
        var ofControl = (await World.OpenFindingsAsync(FindingKind.Renamed)).Single(f => f.Id != renamed.Id);
        Assert.IsType<ControlSystemUserProtected>(Assert.Single((await RevertAsync(ofControl.Id)).Problems));

        // While something works on it, its record isn't changed under it.
        var asked = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));
        Assert.IsType<ChangeUnderWay>(Assert.Single((await AdoptAsync(renamed.Id)).Problems));
        Assert.Equal($"/Operations/{asked}", (await RevertAsync(renamed.Id)).Problems[0].Link);

        await World.AsOffboarder();
        Assert.All(
            (await AnswersAsync(renamed.Id, tomorrow)).Append((await TakeBackAsync(renamed.Id)).Problems),
            problems => Assert.IsType<NotAllowed>(Assert.Single(problems))
        );
        await World.AsAdministrator(await AnotherPortfolioAsync());
        Assert.All(
            (await AnswersAsync(renamed.Id, tomorrow)).Append((await TakeBackAsync(renamed.Id)).Problems),
            problems => Assert.IsType<NotFound>(Assert.Single(problems))
        );
        await using var db = World.OpenDatabase();
        Assert.False(await db.AuditEvents.AnyAsync(e => e.ObjectType == "Finding"));
        Assert.Single(World.Meta.Called(Other));
    }

    [Fact]
    public async Task It_is_accepted_until_the_end_of_a_day_and_counts_as_open_after_it()
    {
        await MadeAsync();
        await SomebodyChangesAsync();
        await ReadAsync();
        var renamed = await OneAsync(FindingKind.Renamed);
        foreach (var until in new[] { Today, Today.AddDays(367), default })
            Assert.Equal("Until", Assert.Single((await AcceptAsync(renamed.Id, until)).Problems).Field);
        Assert.Equal(
            "Reason",
            Assert.Single((await AcceptAsync(renamed.Id, Today.AddDays(7), World.Act(""))).Problems).Field
        );
        Assert.IsType<CannotAnswer>(Assert.Single((await TakeBackAsync(renamed.Id)).Problems));

        World.Succeeds(await AcceptAsync(renamed.Id, Today.AddDays(7)));
        await LookAsync();
        Assert.Equal((0, 1), await CountsAsync(FindingKind.Renamed));
        var lastMinute = new DateTimeOffset(Today.AddDays(7), new TimeOnly(23, 59), TimeSpan.Zero);
        World.Clock.Advance(lastMinute - World.Clock.GetUtcNow());
        Assert.Equal((0, 1), await CountsAsync(FindingKind.Renamed));
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 0), await CountsAsync(FindingKind.Renamed));

        World.Succeeds(await AcceptAsync(renamed.Id, Today.AddDays(7)));
        World.Succeeds(await TakeBackAsync(renamed.Id));
        Assert.Equal((1, 0), await CountsAsync(FindingKind.Renamed));

        // Once it is resolved there is nothing left to say.
        World.Succeeds(await AdoptAsync(renamed.Id));
        Assert.All(
            await AnswersAsync(renamed.Id, Today.AddDays(7)),
            problems => Assert.IsType<FindingResolved>(Assert.Single(problems))
        );
        await using var db = World.OpenDatabase();
        var rows = await db
            .AuditEvents.Where(e => e.ObjectId == $"{renamed.Id}" && e.ObjectType == "Finding")
            .ToListAsync();
        Assert.Equal(
            ["Accept finding", "Accept finding", "Take back the acceptance of a finding", "Adopt what a finding shows"],
            rows.OrderBy(e => e.Sequence).Select(e => e.Action)
        );
        Assert.All(rows, e => Assert.Equal((World.Act().Reason, "CHG-7"), (e.Reason, e.Ticket)));
    }

    [Fact]
    public async Task What_was_accepted_was_this_and_nothing_worse()
    {
        await MadeAsync();
        await GrantAsync(Page, "ADVERTISE");
        await ReadAsync();
        var added = await OneAsync(FindingKind.GrantAdded);
        World.Succeeds(await AcceptAsync(added.Id, Today.AddDays(90)));
        await ReadAsync();
        Assert.Equal((0, 1), await CountsAsync(FindingKind.GrantAdded));

        await GrantAsync(Page, "MANAGE");
        await ReadAsync();

        Assert.Equal((1, 0), await CountsAsync(FindingKind.GrantAdded));
    }

    private async Task<long> AnotherPortfolioAsync()
    {
        var another = new Portfolio
        {
            BusinessId = "1200000000000999",
            Name = "Another",
            AppId = "1",
            ControlTokenSecret = "control",
            AppSecretSecret = "app",
        };
        await RecordAsync(db =>
        {
            db.Portfolios.Add(another);
            return Task.CompletedTask;
        });
        return another.Id;
    }

    private DateOnly Today => DateOnly.FromDateTime(World.Clock.GetUtcNow().UtcDateTime);

    private async Task<Finding> FirstAsync(FindingKind kind) => (await World.OpenFindingsAsync(kind))[0];

    private async Task<List<IReadOnlyList<Problem>>> AnswersAsync(long id, DateOnly until) =>
        [(await AcceptAsync(id, until)).Problems, (await AdoptAsync(id)).Problems, (await RevertAsync(id)).Problems];

    /// <summary>Of a kind, as the list counts them: open ones, accepted ones.</summary>
    private Task<(int Open, int Accepted)> CountsAsync(FindingKind kind) =>
        World.AsksAsync(
            async (FindingListQueries list) =>
                (
                    await list.CountAsync(new FindingFilter { Kind = kind }, default),
                    await list.CountAsync(new FindingFilter { Kind = kind, State = FindingState.Accepted }, default)
                )
        );
}
