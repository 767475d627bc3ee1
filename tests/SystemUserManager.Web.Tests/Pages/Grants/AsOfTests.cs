using System.Text;
using MetaGraph.Assets;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Grants;

/// <summary>What the list of grants says of past days.</summary>
public abstract class AsOfTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AsOfTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AsOfTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task A_past_day_is_shown_as_it_was_with_names_owners_and_since_when()
    {
        var history = await History.GivenAsync(app, "Then");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        var now = await auditor.GetAsync("/Grants");
        Assert.Equal(["Then member", "Then member", "Then new name"], now.Rows());
        Assert.Contains("22 Nov 10:00 (not there at 03:00)", now.Text, StringComparison.Ordinal);
        // Of the others Meta told nobody.
        Assert.Equal(
            "by Jane Doe, according to Meta's activity log",
            Assert.Single(now.Document.QuerySelectorAll(".seen-since .sub")).TextContent
        );
        Assert.Contains("before 20 Nov 2026", now.Text, StringComparison.Ordinal);
        Assert.Contains("Through the asset group Then Group", now.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Then member",
            now.Document.QuerySelector("[data-admins]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(now.Rows(), (await auditor.GetAsync("/Grants?AsOf=2026-11-24")).Rows());

        var then = await auditor.GetAsync("/Grants?AsOf=2026-11-21");
        Assert.Equal(["Then member", "Then member", "Then old name"], then.Rows());
        Assert.Contains("now called Then new name", then.Text, StringComparison.Ordinal);
        Assert.Contains("Then Ada", then.Text, StringComparison.Ordinal);
        Assert.Contains("as of the end of 21 Nov 2026, UTC", then.Text, StringComparison.Ordinal);

        async Task FindsAsync(string query, int count) =>
            Assert.Equal(
                $"{count}",
                (await auditor.GetAsync($"/Grants?AsOf=2026-11-21&{query}"))
                    .Document.QuerySelector(".result-count strong")!
                    .TextContent
            );
        var owners = then.Document.QuerySelectorAll("[name=OwnerId] option");
        await FindsAsync($"OwnerId={owners.Single(o => o.TextContent == "Then Ada").GetAttribute("value")}", 1);
        Assert.DoesNotContain(owners, o => o.TextContent == "Then Bo");
        await FindsAsync("Search=OLD", 1);
        await FindsAsync("Search=new+name", 0);
        await FindsAsync("Kind=Page", 1);
        await FindsAsync("Task=ADVERTISE", 1);
        await FindsAsync($"SystemUserId={history.Member.Id}", 2);
    }

    [Fact]
    public async Task Where_nothing_was_read_yet_there_is_no_record_and_not_an_empty_list()
    {
        var history = await History.GivenAsync(app, "Early");
        await app.GivenActingPortfolioAsync("Never read to its end");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        var before = await auditor.GetAsync("/Grants?AsOf=2026-11-19");
        Assert.Equal("No record of that day.", before.Document.QuerySelector(".empty-title")!.TextContent);
        Assert.Contains(
            "No record of Early on 19 Nov 2026: first read to the end 20 Nov 09:00 UTC.",
            before.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Never read to its end", before.Text, StringComparison.Ordinal);
        Assert.Contains(
            "No record of Never read to its end on 19 Nov 2026: never read to the end.",
            (await (await app.SignInAsync(Role.Auditor)).GetAsync("/Grants?AsOf=2026-11-19")).Text,
            StringComparison.Ordinal
        );

        var day = await auditor.GetAsync("/Grants?AsOf=2026-11-20");
        Assert.Equal(3, day.Rows().Count());
        var gaps = day.Document.QuerySelector("[data-no-record]")!.TextContent;
        Assert.Contains("Early: datasets of clients", gaps, StringComparison.Ordinal);
        Assert.DoesNotContain("its own datasets", gaps, StringComparison.Ordinal);
        Assert.Contains(
            "As of the last read of Early, 22 Nov 10:00 UTC.",
            (await auditor.GetAsync("/Grants?AsOf=2026-11-23")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_day_on_which_nothing_was_read_says_of_when_it_is_what_is_shown()
    {
        var history = await History.GivenAsync(app, "Unread");
        var (from, to) = (At(20, 9), At(22, 10));
        await app.AddAsync(SyncGap.Between(history.Portfolio.Id, "system_users", from, to)!);
        await app.AddAsync(SyncGap.Between(history.Portfolio.Id, "owned_pixels", from, to)!);
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);
        const string Words =
            "Unread: not read between 20 Nov 09:00 and 22 Nov 10:00 UTC. What is shown is of 20 Nov 09:00.";

        foreach (var path in new[] { "/Grants", $"/Assets/{history.Account.Id}" })
        {
            var day = await auditor.GetAsync($"{path}?AsOf=2026-11-21");
            Assert.Contains(Words, day.Text, StringComparison.Ordinal);
            // Together with the rest it is no news.
            Assert.DoesNotContain("its own datasets: not read", day.Text, StringComparison.Ordinal);
            foreach (var read in new[] { "2026-11-20", "2026-11-22", "2026-11-23" })
                Assert.DoesNotContain("not read between", (await auditor.GetAsync($"{path}?AsOf={read}")).Text);
        }

        static DateTimeOffset At(int day, int hour) => new(2026, 11, day, hour, 0, 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_day_on_which_a_scope_was_missing_says_that_its_kind_is_not_known()
    {
        var history = await History.GivenAsync(app, "Scopeless");
        var (from, to) = (new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), app.Time.GetUtcNow().AddHours(-1));
        const string Own = "assigned_pages";
        await app.AddAsync(SyncGap.Between(history.Portfolio.Id, Own, from, to)!);
        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = history.Portfolio.Id,
                Edge = Own,
                FirstCompleteReadAt = from,
                LastCompleteReadAt = to,
            }
        );
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        var day = await auditor.GetAsync("/Grants?AsOf=2026-11-21");

        var note = day.Document.QuerySelector("[data-not-known]")!.TextContent;
        Assert.Contains("who reached Pages of Scopeless on that day", note, StringComparison.Ordinal);
        Assert.Contains("lacked pages_manage_metadata until the read of", note, StringComparison.Ordinal);
        Assert.Contains("What is shown of them is of 20 Nov 09:00 UTC.", note, StringComparison.Ordinal);
        foreach (var query in new[] { "", "?AsOf=2026-11-20", "?AsOf=2026-11-21&Kind=AdAccount" })
            Assert.Null((await auditor.GetAsync($"/Grants{query}")).Document.QuerySelector("[data-not-known]"));
        await auditor.PressAsync("/Grants?AsOf=2026-11-21&Kind=Page", "Download CSV");
        Assert.Contains(
            await app.AuditAsync(),
            e => e.After?.Contains("not known of Scopeless: Pages", StringComparison.Ordinal) == true
        );
    }

    [Theory]
    [InlineData("2026-12-01", "hasn't come yet")]
    [InlineData("9999-12-31", "hasn't come yet")]
    [InlineData("2026-02-29", "is no day")]
    [InlineData("last+week", "is no day")]
    public async Task A_day_that_is_none_shows_and_exports_nothing(string asOf, string words)
    {
        var history = await History.GivenAsync(app, $"No day {asOf}");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        foreach (var path in new[] { "/Grants", $"/Assets/{history.Account.Id}" })
        {
            var page = await auditor.GetAsync($"{path}?AsOf={asOf}");
            Assert.Contains(words, page.Text, StringComparison.Ordinal);
            Assert.Equal("There is no such day to show.", page.Document.QuerySelector(".empty-title")!.TextContent);
            Assert.Empty(page.Document.QuerySelectorAll("#results tbody tr"));
        }
    }

    [Fact]
    public async Task The_export_of_a_day_names_it_and_holds_what_the_page_shows()
    {
        var history = await History.GivenAsync(app, "Exported day");
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id);

        var file = await auditor.PressAsync("/Grants?AsOf=2026-11-21", "Download CSV");

        Assert.Equal(
            "attachment; filename=\"asset-grants-as-of-2026-11-21.csv\"",
            file.Response.Content.Headers.ContentDisposition!.ToString()
        );
        Assert.Contains(
            "Exported day,Exported day old name,Exported day Ada,Page,Exported day Page,",
            file.Body,
            StringComparison.Ordinal
        );
        Assert.Contains(",ADMIN,Exported day Group,\r\n", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane Doe", file.Body, StringComparison.Ordinal);
        var asked = (await app.AuditAsync()).First(e =>
            e.Action == "Export asset grants" && e.After!.StartsWith("as of 2026-11-21: all", StringComparison.Ordinal)
        );
        Assert.Equal("Asset grants as of 2026-11-21", asked.ObjectLabel);
        Assert.Contains("no record of Exported day: datasets of clients", asked.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_past_day_is_paged_without_doubles_or_gaps_and_a_label_narrows_it()
    {
        var history = await History.GivenAsync(app, "Long day");
        await app.AddAsync(
            new PortfolioLabel
            {
                PortfolioId = history.Portfolio.Id,
                Label = "Clients",
                LabelKey = "clients",
            }
        );
        var other = await History.GivenAsync(app, "Other day");
        await app.InDatabaseAsync(async db =>
        {
            var assets = Enumerable
                .Range(0, 240)
                .Select(i => new SystemUserManager.Assets.Asset
                {
                    PortfolioId = history.Portfolio.Id,
                    Kind = AssetKind.Page,
                    GraphId = $"paged-{i}",
                    Name = $"Page {i % 7}",
                    NameKey = $"page {i % 7}",
                    FirstSeenAt = app.Time.GetUtcNow(),
                })
                .ToList();
            db.AddRange(assets);
            await db.SaveChangesAsync();
            db.AddRange(
                assets.Select(a => new SeenGrant
                {
                    PortfolioId = history.Portfolio.Id,
                    SystemUserId = history.User.Id,
                    AssetId = a.Id,
                    Tasks = "ANALYZE",
                    ValidFrom = app.Time.GetUtcNow().AddDays(-4),
                    ValidTo = app.Time.GetUtcNow().AddDays(-1),
                })
            );
            return await db.SaveChangesAsync();
        });
        var auditor = await app.SignInAsync(Role.Auditor, history.Portfolio.Id, other.Portfolio.Id);
        var ids = new List<string>();
        for (var path = "/Grants?AsOf=2026-11-21&Label=clients"; path is not null; )
        {
            var page = await auditor.GetAsync(path);
            Assert.Equal("243", page.Document.QuerySelector(".result-count strong")!.TextContent);
            Assert.DoesNotContain("Other day Page", page.Text, StringComparison.Ordinal);
            ids.AddRange(page.Document.QuerySelectorAll("#results tbody tr").Select(r => r.TextContent));
            path = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal((243, 243), (ids.Count, ids.Distinct().Count()));
        Assert.NotNull(
            (await auditor.GetAsync("/Grants")).Document.QuerySelector("[name=Label] option[value=Clients]")
        );
        var stranger = await app.SignInAsync(Role.Auditor, other.Portfolio.Id);
        var foreign = await stranger.GetAsync("/Grants?AsOf=2026-11-21");
        Assert.DoesNotContain("Long day", foreign.Text, StringComparison.Ordinal);
        Assert.Null(foreign.Document.QuerySelector("select[name=Label]"));
    }
}
