using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.TagHelpers;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Banners;

/// <content>Whether the work is done, and by a right clock.</content>
public abstract partial class BannerTests
{
    [FactOnOneDatabase]
    public async Task Where_no_worker_runs_everybody_is_told_that_nothing_is_done()
    {
        var portfolio = await app.GivenConnectedAsync("No worker");
        var (theirs, foreign) = await GivenPeopleAsync(portfolio);
        await app.StopWorkerAsync();

        foreach (var browser in theirs.Append(foreign))
            Assert.Equal(
                [
                    new(
                        "No worker runs: nothing is read or done until one does.",
                        "bad",
                        "See the operations",
                        "/Operations"
                    ),
                ],
                await BannersAsync(browser)
            );

        await app.BeatAsync();
        Assert.Empty(await BannersAsync(theirs[0]));
    }

    [FactOnOneDatabase]
    public async Task A_worker_that_fell_silent_is_told_with_the_time_of_its_last_sign_unless_another_lives()
    {
        var portfolio = await app.GivenConnectedAsync("Silent worker");
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var seen = (await app.InDatabaseAsync(db => db.Workers.SingleAsync())).LastSeenAt;
        app.Time.Advance(seen + TimeSpan.FromSeconds(59) - app.Time.GetUtcNow());
        Assert.Empty(await BannersAsync(auditor));

        app.Time.Advance(TimeSpan.FromSeconds(1));

        var says = $"No worker seen since {TimeWords.Minute(seen)}: nothing is read or done until one does.";
        Assert.Equal([new(says, "bad", "See the operations", "/Operations")], await BannersAsync(auditor));
        var other = await app.AddAsync(
            new Worker
            {
                Name = "another:1",
                StartedAt = seen,
                LastSeenAt = app.Time.GetUtcNow(),
            }
        );
        Assert.Empty(await BannersAsync(auditor));
        await app.InDatabaseAsync(db => db.Workers.Where(w => w.Id == other.Id).ExecuteDeleteAsync());
        Assert.NotEmpty(await BannersAsync(auditor));

        await app.BeatAsync();
        Assert.Empty(await BannersAsync(auditor));
    }

    [FactOnOneDatabase]
    public async Task Work_that_no_worker_took_up_in_time_is_counted_for_those_who_see_its_portfolio()
    {
        var portfolio = await app.GivenConnectedAsync("Behind");
        var (theirs, foreign) = await GivenPeopleAsync(portfolio);
        var due = app.Time.GetUtcNow() - TimeSpan.FromSeconds(90);
        await app.GivenOperationAsync(portfolio, o => o.Wait(app.Time.GetUtcNow() + TimeSpan.FromHours(1), null));
        await app.GivenOperationAsync(portfolio, o => o.Wait(app.Time.GetUtcNow() - TimeSpan.FromSeconds(50), null));
        Assert.Empty(await BannersAsync(theirs[0]));
        var late = await app.GivenOperationAsync(portfolio, o => o.Wait(due, null));

        foreach (var browser in theirs)
            Assert.Equal([Behind("1 piece of work waits.")], await BannersAsync(browser));
        Assert.Empty(await BannersAsync(foreign));
        var later = await app.GivenOperationAsync(portfolio, o => o.Wait(due, null));
        Assert.Equal([Behind("2 pieces of work wait.")], await BannersAsync(theirs[0]));
        await app.StopWorkerAsync();
        Assert.Equal(
            "No worker runs: nothing is read or done until one does. 2 pieces of work wait.",
            Assert.Single(await BannersAsync(theirs[0])).Says
        );
        await app.BeatAsync();

        await EndAsync(late.Id, later.Id);
        Assert.Empty(await BannersAsync(theirs[0]));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [Trait("Id", "D05")]
    public async Task A_worker_whose_clock_is_wrong_is_told_to_administrators_until_it_is_right(int minutes)
    {
        var portfolio = await app.GivenConnectedAsync($"Wrong clock {minutes}");
        var (theirs, foreign) = await GivenPeopleAsync(portfolio);

        await app.BeatAsync(clockOff: TimeSpan.FromMinutes(minutes));

        Assert.True(IsTooFar(Assert.Single(await BannersAsync(theirs[2])), minutes));
        foreach (var browser in new[] { theirs[0], theirs[1], foreign })
            Assert.Empty(await BannersAsync(browser));

        await app.BeatAsync();
        Assert.Empty(await BannersAsync(theirs[2]));
    }

    [Fact]
    [Trait("Id", "D05")]
    public async Task Every_page_with_a_menu_warns_an_administrator_of_a_clock_that_is_wrong()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        await app.BeatAsync(clockOff: TimeSpan.FromMinutes(15));
        var warned = new List<string>();

        foreach (var path in PagesWithoutId())
        {
            var page = await administrator.GetAsync(path);
            if (page.Document.QuerySelector("nav") is null)
                continue;
            Assert.True(Shown.On(page).Exists(b => IsTooFar(b, 15)), path);
            warned.Add(path);
        }

        foreach (var path in new[] { "/", "/Settings/People", "/SystemUsers/Create" })
            Assert.Contains(path, warned);
    }

    [FactOnOneDatabase]
    public async Task From_two_minutes_on_administrators_are_told_what_comes_of_ten()
    {
        var portfolio = await app.GivenConnectedAsync("Nearly right clock");
        var administrator = await app.SignInAsync(Role.Administrator, portfolio.Id);
        await app.BeatAsync(clockOff: TimeSpan.FromMinutes(1));
        Assert.Empty(await BannersAsync(administrator));

        await app.BeatAsync(clockOff: TimeSpan.FromMinutes(-4));

        var banner = Assert.Single(await BannersAsync(administrator));
        Assert.Equal("warning", banner.Tone);
        Assert.Matches(
            "^A worker's clock is about 4 minutes behind (Meta's|the database's). From 10 minutes on no token is made: set it by a time server.$",
            banner.Says
        );
    }

    private static Shown Behind(string waits) =>
        new(
            $"The work is behind: {waits} It should have begun more than a minute ago.",
            "warning",
            "See the operations",
            "/Operations"
        );

    /// <summary>PostgreSQL has a clock, too, from which this one is as far off.</summary>
    private static bool IsTooFar(Shown banner, int minutes) =>
        banner is { Tone: "bad", Href: null }
        && Regex.IsMatch(
            banner.Says,
            $"^A worker's clock is about 15 minutes {(minutes > 0 ? "ahead of" : "behind")} (Meta's|the database's). No token is made or proved until it is right: set it by a time server.$"
        );

    private IEnumerable<string> PagesWithoutId() =>
        app
            .Services.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.RoutePattern.Parameters.Count == 0)
            .Select(e => $"/{e.RoutePattern.RawText}");

    private Task<int> EndAsync(params long[] ids) =>
        app.InDatabaseAsync(async db =>
        {
            foreach (var operation in await db.Operations.Where(o => ids.Contains(o.Id)).ToListAsync())
                operation.End(OperationState.Done, "Done.", app.Time.GetUtcNow());
            return await db.SaveChangesAsync();
        });
}
