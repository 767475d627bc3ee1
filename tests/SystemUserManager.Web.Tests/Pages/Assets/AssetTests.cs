using System.Globalization;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages.Grants;

namespace SystemUserManager.Web.Tests.Pages.Assets;

public abstract class AssetTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AssetTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AssetTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task Each_filter_narrows_the_list_and_the_reachers_are_counted()
    {
        var history = await History.GivenAsync(app, "Filtered");
        await app.InDatabaseAsync(async db =>
        {
            var page = (await db.Assets.FindAsync(history.Page.Id))!;
            (page.GoneAt, page.IsOwned, page.OwnerBusinessName) = (app.Time.GetUtcNow(), false, "Fabrikam");
            return await db.SaveChangesAsync();
        });
        await app.GivenAssetAsync(history.Portfolio, AssetKind.Dataset, "Filtered Lonely");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        async Task ShowsAsync(string query, params string[] names) =>
            Assert.Equal(names, (await auditor.GetAsync($"/Assets?{query}")).Rows());

        await ShowsAsync("", "Filtered Account", "Filtered Group", "Filtered Lonely");
        await ShowsAsync("State=all", "Filtered Account", "Filtered Group", "Filtered Lonely", "Filtered Page");
        await ShowsAsync("State=Gone", "Filtered Page");
        await ShowsAsync("State=Dead");
        await ShowsAsync("State=all&Side=Client", "Filtered Page");
        await ShowsAsync("State=all&Search=fabrik", "Filtered Page");
        await ShowsAsync("Kind=AdAccount", "Filtered Account");
        await ShowsAsync("Reached=nobody", "Filtered Lonely");
        await ShowsAsync($"Search={history.Account.GraphId}", "Filtered Account");
        await ShowsAsync($"PortfolioId={history.Portfolio.Id}&Search=LONE", "Filtered Lonely");
        await ShowsAsync("Kind=AdAccount&Label=narrowing");
        await app.AddAsync(
            new PortfolioLabel
            {
                PortfolioId = history.Portfolio.Id,
                Label = "Narrowing",
                LabelKey = "narrowing",
            }
        );
        await ShowsAsync("Kind=AdAccount&Label=narrowing", "Filtered Account");
        var list = await auditor.GetAsync("/Assets?Kind=AdAccount");
        Assert.Equal("2", list.Document.QuerySelector("[data-label='System users']")!.TextContent);
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_without_doubles_or_gaps()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Many assets");
        await app.GivenGrantsAsync(
            await app.GivenSystemUserAsync(portfolio, "many assets user"),
            AssetKind.Page,
            "ANALYZE",
            [.. Enumerable.Range(0, 130).Select(i => $"Same {i % 3}")]
        );
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var ids = new List<string>();
        for (var path = "/Assets"; path is not null; )
        {
            var page = await auditor.GetAsync(path);
            ids.AddRange(page.Document.QuerySelectorAll("#results tbody th .sub").Select(s => s.TextContent));
            path = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal((130, 130), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task An_asset_says_who_reaches_it_through_what_since_when_and_who_did_before()
    {
        var history = await History.GivenAsync(app, "Reached");
        var agency = await app.AddAsync(Agency(history.Portfolio.Id));
        await app.InDatabaseAsync(async db =>
        {
            db.Add(
                new PartnerShare
                {
                    PortfolioId = history.Portfolio.Id,
                    PartnerId = agency.Id,
                    AssetId = history.Account.Id,
                    Tasks = "ADVERTISE",
                    ValidFrom = app.Time.GetUtcNow(),
                }
            );
            db.Add(
                new Finding
                {
                    PortfolioId = history.Portfolio.Id,
                    Kind = FindingKind.NewAsset,
                    ObjectKey = history.Account.GraphId,
                    AssetId = history.Account.Id,
                    Detail = "Nobody thought of this one.",
                    FirstSeenAt = app.Time.GetUtcNow(),
                }
            );
            return await db.SaveChangesAsync();
        });
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        var account = await auditor.GetAsync($"/Assets/{history.Account.Id}");
        var reach = account.Document.QuerySelector("#reach")!;
        Assert.Equal(
            ["the asset group Reached Group", "assigned directly"],
            reach.QuerySelectorAll("[data-label=Through]").Select(c => c.TextContent.Trim())
        );
        Assert.Contains("22 Nov 10:00 (not there at 03:00)", reach.TextContent, StringComparison.Ordinal);
        Assert.Contains("Reached member", reach.QuerySelector("[data-admins]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "Northern Lights Agency",
            account.Document.QuerySelector("#shares")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains("Nobody thought of this one.", account.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["Reached member"],
            (await auditor.GetAsync($"/Assets/{history.Account.Id}?AsOf=2026-11-21")).Rows()
        );

        var page = await auditor.GetAsync($"/Assets/{history.Page.Id}");
        Assert.Equal("No system user reaches it.", page.Document.QuerySelector("#reach .empty-title")!.TextContent);
        Assert.Contains(
            "Reached new name",
            page.Document.QuerySelector("#before")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["Reached old name"],
            (await auditor.GetAsync($"/Assets/{history.Page.Id}?AsOf=2026-11-21")).Rows()
        );
        Assert.Contains(
            "No record of that day.",
            (await auditor.GetAsync($"/Assets/{history.Page.Id}?AsOf=2026-11-01")).Text,
            StringComparison.Ordinal
        );

        var group = await auditor.GetAsync($"/Assets/{history.Group.Id}");
        Assert.Contains(
            "Reached Account",
            group.Document.QuerySelector("#holds")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Reached member",
            group.Document.QuerySelector("#reach tbody")!.TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Grants_system_users_and_search_lead_to_the_asset()
    {
        var history = await History.GivenAsync(app, "Led");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);
        foreach (
            var path in new[]
            {
                "/Grants",
                $"/SystemUsers/{history.User.Id}",
                $"/Search?q={history.Account.GraphId}",
                "/Assets",
            }
        )
            Assert.NotNull(
                (await auditor.GetAsync(path)).Document.QuerySelector($"a[href='/Assets/{history.Account.Id}']")
            );
    }

    private Partner Agency(long portfolioId)
    {
        var agency = new Partner
        {
            PortfolioId = portfolioId,
            BusinessId = "77",
            Relation = PartnerRelation.Agency,
            Name = "Northern Lights Agency",
            FirstSeenAt = app.Time.GetUtcNow(),
        };
        agency.Rename(agency.Name);
        return agency;
    }

    [Fact]
    public async Task Who_reached_it_before_is_paged_the_latest_end_first_and_nobody_is_missing()
    {
        const int Ended = 120;
        var history = await History.GivenAsync(app, "Ended");
        var start = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        await app.InDatabaseAsync(db =>
        {
            for (var i = 0; i < Ended; i++)
                db.Add(
                    new SeenGrant
                    {
                        PortfolioId = history.Portfolio.Id,
                        SystemUserId = history.User.Id,
                        AssetId = history.Group.Id,
                        Tasks = $"TASK{i:000}",
                        ValidFrom = start,
                        // Several end at one read.
                        ValidTo = start.AddHours(1 + i / 7),
                    }
                );
            return db.SaveChangesAsync();
        });
        var browser = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);
        var (tasks, pages) = (new List<string>(), 0);

        for (var path = $"/Assets/{history.Group.Id}?AsOf=2026-11-23"; path is not null; pages++)
        {
            var page = await browser.GetAsync(path);
            var before = page.Document.QuerySelector("#before")!;
            tasks.AddRange(before.QuerySelectorAll("td[data-label=Tasks]").Select(c => c.TextContent.Trim()));
            Assert.Equal("2026-11-23", page.Document.QuerySelector("[name=AsOf]")!.GetAttribute("value"));
            path = before.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(3, pages);
        Assert.Equal(Ended, tasks.Distinct().Count());
        Assert.Equal(tasks.OrderByDescending(t => int.Parse(t[4..], CultureInfo.InvariantCulture) / 7), tasks);
    }

    [Fact]
    public async Task Of_a_kind_whose_scope_is_missing_it_is_not_known_who_reaches_it()
    {
        var history = await History.GivenAsync(app, "Scopeless");
        await app.InDatabaseAsync(db =>
            db.Portfolios.Where(p => p.Id == history.Portfolio.Id)
                .ExecuteUpdateAsync(p =>
                    p.SetProperty(
                        x => x.ControlTokenScopes,
                        "business_management,ads_management,catalog_management,whatsapp_business_management"
                    )
                )
        );
        var browser = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);
        var pages = $"/Assets/{history.Page.Id}";
        Assert.Equal("Not known.", await FirstAsync(pages, "#reach .empty-title"));
        foreach (var path in new[] { pages, "/Grants", $"/SystemUsers/{history.User.Id}" })
            Assert.Contains(
                "who reaches Pages of Scopeless. The control token lacks pages_manage_metadata.",
                await FirstAsync(path, "[data-not-known]"),
                StringComparison.Ordinal
            );
        foreach (
            var path in new[] { $"/Assets/{history.Account.Id}", "/Grants?Kind=AdAccount", "/Grants?AsOf=2026-11-21" }
        )
            Assert.Null(await FirstAsync(path, "[data-not-known]"));

        var read = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = history.Portfolio.Id,
                Edge = "assigned_pages",
                LastCompleteReadAt = read,
                LastProblem = "The control token lacks pages_manage_metadata.",
            }
        );
        Assert.Contains("is of 22 Nov 10:00 UTC", await FirstAsync("/Grants?Kind=Page", "[data-not-known]"));

        async Task<string?> FirstAsync(string path, string selector)
        {
            var text = (await browser.GetAsync(path)).Document.QuerySelector(selector)?.TextContent;
            return text is null
                ? null
                : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
