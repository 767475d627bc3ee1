using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Findings;

/// <summary>Findings that no single button answers: each way on their page leads to where it is done.</summary>
public abstract class NoDeadEndTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : NoDeadEndTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : NoDeadEndTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task A_new_asset_leads_to_the_access_of_each_that_could_have_it_and_there_it_is_ticked()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Missed");
        var (feed, shop) = (
            await app.GivenOursAsync(portfolio, "missed feed", "missed feed"),
            await app.GivenOursAsync(portfolio, "missed shop", "missed shop")
        );
        for (var i = 0; i < 3; i++)
        {
            var catalog = await app.GivenAssetAsync(portfolio, AssetKind.ProductCatalog, $"Catalog {i}");
            foreach (var systemUser in new[] { feed, shop })
                await app.AddAsync(Seen(systemUser, catalog.Id, "ADVERTISE,MANAGE"));
        }

        var spring = await app.GivenAssetAsync(portfolio, AssetKind.ProductCatalog, "Spring");
        await app.InDatabaseAsync(db =>
            db.Assets.Where(a => a.Id == spring.Id)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.NotBefore, app.Time.GetUtcNow().AddDays(-1)))
        );
        var finding = await app.GivenFindingAsync(
            feed,
            FindingKind.NewAsset,
            f => (f.SystemUserId, f.AssetId) = (null, spring.Id)
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await browser.GetAsync($"/Findings/{finding.Id}");

        var links = page.Document.QuerySelectorAll("[data-several] a");
        Assert.Equal(
            [
                ("Change access of missed feed", $"/SystemUsers/{feed.Id}/Access?Asset={spring.Id}"),
                ("Change access of missed shop", $"/SystemUsers/{shop.Id}/Access?Asset={spring.Id}"),
            ],
            links.Select(l => (l.TextContent, l.GetAttribute("href")!))
        );
        var form = await browser.GetAsync(links[1].GetAttribute("href")!);
        Assert.Contains(
            "Spring is ticked for you, with ADVERTISE, MANAGE",
            form.Document.QuerySelector("[data-proposed]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(4, form.Document.QuerySelectorAll("[name='Input.AssetIds'][checked]").Length);
        Assert.NotNull(form.Document.QuerySelector($"[name='Input.AssetIds'][value='{spring.Id}'][checked]"));
        Assert.Equal(2, form.Document.QuerySelectorAll($"[name='Input.Tasks[{spring.Id}]'][checked]").Length);
        // What Meta showed is sent along as it was.
        Assert.Null(form.Document.QuerySelector($"[name='Input.Saw[{spring.Id}]']"));
        // One of another portfolio, or none, is never ticked.
        var other = await app.GivenAssetAsync(
            await app.GivenActingPortfolioAsync("Foreign to missed"),
            AssetKind.ProductCatalog,
            "Foreign"
        );
        Assert.Null(
            (await browser.GetAsync($"/SystemUsers/{shop.Id}/Access?Asset={other.Id}")).Document.QuerySelector(
                "[data-proposed]"
            )
        );
        // Who only reads is told who does it.
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/Findings/{finding.Id}");
        Assert.Empty(auditor.Document.QuerySelectorAll("[data-several] a[href]"));
        Assert.Equal(2, auditor.Document.QuerySelectorAll("[data-several] .act-off-why").Length);
    }

    [FactOnOneDatabase]
    public async Task In_an_asset_group_says_the_path_in_Metas_pages_and_leads_to_the_group()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Grouped");
        var ours = await app.GivenOursAsync(portfolio, "grouped tool", "grouped tool");
        var group = await app.GivenAssetAsync(portfolio, AssetKind.AssetGroup, "DACH");
        await app.AddAsync(Seen(ours, group.Id, "ANALYZE"));
        var finding = await app.GivenFindingAsync(ours, FindingKind.InAssetGroup, f => f.AssetId = group.Id);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await browser.GetAsync($"/Findings/{finding.Id}");

        var byHand = page.Document.QuerySelector("[data-by-hand]")!;
        Assert.Contains(
            "System users → grouped tool → Assigned assets → Asset groups → DACH → remove",
            byHand.TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains("resolves the finding", byHand.TextContent, StringComparison.Ordinal);
        var see = page.Document.QuerySelector("[aria-labelledby=answers] .acts a")!;
        Assert.Equal(("See what the group holds", $"/Assets/{group.Id}"), (see.TextContent, see.GetAttribute("href")));
        Assert.Equal("DACH", (await browser.GetAsync(see.GetAttribute("href")!)).Heading);
    }

    private SeenGrant Seen(SystemUser systemUser, long assetId, string tasks) =>
        new()
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            AssetId = assetId,
            Tasks = tasks,
            ValidFrom = app.Time.GetUtcNow(),
        };
}
