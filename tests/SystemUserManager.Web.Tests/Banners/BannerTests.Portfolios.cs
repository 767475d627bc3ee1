using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.TagHelpers;
using SystemUserManager.Web.Tests.Pages;
using SystemUserManager.Web.Tests.Pages.SystemUsers;

namespace SystemUserManager.Web.Tests.Banners;

/// <content>What doesn't work, or won't before long, of the portfolios that somebody sees.</content>
public abstract partial class BannerTests
{
    [FactOnOneDatabase]
    public async Task A_portfolio_that_was_not_read_for_a_day_is_told_until_it_is_read()
    {
        var portfolio = await app.GivenNorthwindAsync();
        var read = (await app.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == portfolio.Id))).LastReadAt!;
        app.Time.Advance(read.Value + TimeSpan.FromDays(1) - app.Time.GetUtcNow());
        var (theirs, foreign) = await GivenPeopleAsync(portfolio);
        Assert.DoesNotContain(await BannersAsync(theirs[0]), IsOfReads);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        var old = new Shown(
            $"{portfolio.Name} was read to its end last on {TimeWords.Minute(read.Value)}. What is shown of it may not be so any more.",
            "warning",
            "Open it",
            $"/Portfolios/{portfolio.Id}"
        );
        foreach (var browser in theirs)
            Assert.Equal([old], (await BannersAsync(browser)).Where(IsOfReads));
        Assert.DoesNotContain(await BannersAsync(foreign), IsOfReads);

        var asked = await theirs[1].PressAsync($"/Portfolios/{portfolio.Id}", "Read again now");
        await app.RunToEndAsync(WorkedApp.OperationOf(asked));
        Assert.DoesNotContain(await BannersAsync(theirs[0]), IsOfReads);
    }

    [FactOnOneDatabase]
    public async Task Portfolios_that_were_never_read_are_told_together_three_of_them_by_name()
    {
        var portfolios = new List<Portfolio>();
        foreach (var name in new[] { "Never A", "Never B", "Never C", "Never D" })
            portfolios.Add(
                await app.GivenConnectedAsync(
                    name,
                    p => (p.LastReadAt, p.ConnectedAt) = (null, app.Time.GetUtcNow().AddHours(-25))
                )
            );

        var one = await BannersAsync(await app.SignInAsync(Role.Auditor, portfolios[0].Id));
        var all = await BannersAsync(await app.SignInAsync(Role.Auditor, [.. portfolios.Select(p => p.Id)]));

        Assert.StartsWith("Never A was read to its end never.", Assert.Single(one).Says, StringComparison.Ordinal);
        Assert.Equal(
            [
                new(
                    "4 portfolios weren't read to their end for a day: Never A, Never B, Never C, …. What is shown of them may not be so any more.",
                    "warning",
                    "Open them",
                    "/Portfolios"
                ),
            ],
            all
        );
    }

    [FactOnOneDatabase]
    public async Task A_vault_that_takes_no_writes_is_told_to_everybody_until_it_does()
    {
        var portfolio = await app.GivenNorthwindAsync();
        var administrator = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = await CreateForm.FilledAsync(administrator, portfolio.Id, "northwind vault down");
        var id = WorkedApp.OperationOf(await form.SendAsync());
        app.Sandbox.Faults.Add(
            new Fault
            {
                Server = "vault",
                Method = "PUT",
                Path = "/secrets/meta-",
                Mode = "before",
                Status = 503,
            }
        );
        DateTimeOffset? since = null;
        for (var failures = 1; failures <= 5; failures++)
        {
            Assert.DoesNotContain(await BannersAsync(administrator), IsOfVault);
            Assert.Equal(OperationState.Waiting, (await app.RunAsync(id)).State);
            since ??= app.Time.GetUtcNow();
            app.Time.Advance(TimeSpan.FromMinutes(5));
        }

        var (theirs, foreign) = await GivenPeopleAsync(portfolio);
        foreach (var browser in theirs.Append(foreign))
            Assert.Equal(
                [
                    new(
                        $"The vault has taken no writes since {TimeWords.Minute(since!.Value)}. No token is made until it does; revokes go on.",
                        "warning"
                    ),
                ],
                (await BannersAsync(browser)).Where(IsOfVault)
            );

        app.Sandbox.Faults.Clear();
        var ended = await app.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.DoesNotContain(await BannersAsync(theirs[0]), IsOfVault);
    }

    [FactOnOneDatabase]
    public async Task Another_app_that_does_not_work_is_told_to_those_who_see_its_portfolio_until_it_does()
    {
        var portfolio = await app.GivenConnectedAsync("Other apps");
        var (theirs, foreign) = await GivenPeopleAsync(portfolio);
        var (shop, _) = await app.GivenAppAsync(portfolio, "Shop", "shop tool");
        Assert.Empty(await BannersAsync(theirs[0]));
        var since = app.Time.GetUtcNow();
        await ChangeAsync(shop, a => a.NoAccessSince = since);

        var says =
            $"Shop of Other apps: no access since {TimeWords.Minute(since)}. Nothing is read or done through it.";
        foreach (var browser in theirs)
            Assert.Equal([new(says, "bad", "Open it", $"/Apps/{shop.Id}")], await BannersAsync(browser));
        Assert.Empty(await BannersAsync(foreign));
        var (leads, _) = await app.GivenAppAsync(portfolio, "Leads", "leads tool");
        var ends = app.Time.GetUtcNow().AddDays(9);
        await ChangeAsync(leads, a => a.ControlTokenExpiresAt = ends);
        var ending =
            $"The control token for Leads of Other apps ends on {ends:yyyy-MM-dd}; after that nothing is read or done through it. It isn't renewed by itself until somebody says which system user it is of.";
        Assert.Equal(
            [new($"Other apps: {says} {ending}", "bad", "Open the portfolios", "/Portfolios")],
            await BannersAsync(theirs[0])
        );

        await ChangeAsync(shop, a => a.NoAccessSince = null);
        Assert.Equal([new(ending, "warning", "Open it", $"/Apps/{leads.Id}")], await BannersAsync(theirs[0]));
        await ChangeAsync(leads, a => a.ControlTokenExpiresAt = ends.AddDays(60));
        Assert.Empty(await BannersAsync(theirs[0]));
    }

    [FactOnOneDatabase]
    public async Task An_ended_access_and_a_control_token_that_ends_are_told_until_they_are_put_right()
    {
        var one = await app.GivenConnectedAsync("Access A");
        var two = await app.GivenConnectedAsync("Access B");
        var auditor = await app.SignInAsync(Role.Auditor, one.Id, two.Id);
        var ends = app.Time.GetUtcNow().AddDays(9);
        await ChangeAsync(one, p => p.ControlTokenExpiresAt = ends);
        Assert.Equal(
            [
                new(
                    $"The control token of Access A ends on {ends:yyyy-MM-dd}; after that nothing is read or done. It is renewed by itself.",
                    "warning",
                    "Open it",
                    $"/Portfolios/{one.Id}"
                ),
            ],
            await BannersAsync(auditor)
        );
        await ChangeAsync(one, p => p.ControlTokenExpiresAt = ends.AddDays(60));

        var since = app.Time.GetUtcNow();
        foreach (var portfolio in new[] { one, two })
            await ChangeAsync(portfolio, p => (p.State, p.NoAccessSince) = (PortfolioState.NoAccess, since));
        var minute = TimeWords.Minute(since);
        Assert.Equal(
            [
                new(
                    $"No access to 2 portfolios: Access A since {minute}, Access B since {minute}. Nothing of them has been read since.",
                    "bad",
                    "Open them",
                    "/Portfolios"
                ),
            ],
            await BannersAsync(auditor)
        );

        foreach (var portfolio in new[] { one, two })
            await ChangeAsync(portfolio, p => (p.State, p.NoAccessSince) = (PortfolioState.Connected, null));
        Assert.Empty(await BannersAsync(auditor));
    }

    private static bool IsOfReads(Shown banner) => banner.Says.Contains("read to", StringComparison.Ordinal);

    private static bool IsOfVault(Shown banner) => banner.Says.StartsWith("The vault", StringComparison.Ordinal);

    private Task<int> ChangeAsync(PortfolioApp other, Action<PortfolioApp> change) =>
        app.InDatabaseAsync(async db =>
        {
            change((await db.PortfolioApps.FindAsync(other.Id))!);
            return await db.SaveChangesAsync();
        });
}
