using System.Net;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Partners;

/// <summary>The pages of partners, and their forms.</summary>
public abstract class PartnerTests(PagesApp app)
{
    private const int MoreThanAPage = 51;

    public sealed class OnSqlite(SqlitePagesApp app) : PartnerTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : PartnerTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task The_list_says_what_is_shared_and_each_filter_finds_its_own()
    {
        var (portfolio, browser) = await GivenAsync();
        var agency = await app.GivenPartnerAsync(portfolio, "Aster", and: p => p.Purpose = "Runs the ads");
        await app.GivenPartnerAsync(
            portfolio,
            "Birch",
            PartnerRelation.Client,
            p => (p.EndsOn, p.Purpose) = (DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(-1), "Ended")
        );
        await app.GivenPartnerAsync(portfolio, "Cedar", and: p => p.EndsOn = new DateOnly(2099, 1, 1));
        await app.GivenPartnerAsync(portfolio, "Dogwood", and: p => p.GoneAt = app.Time.GetUtcNow());
        await app.GivenShareAsync(agency, await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "EU"), "ANALYZE");
        await app.GivenShareAsync(
            agency,
            await app.GivenAssetAsync(portfolio, AssetKind.Page, "Shop"),
            "",
            ended: true
        );
        await app.AddAsync(
            new Finding
            {
                PortfolioId = portfolio.Id,
                Kind = FindingKind.PartnerNotConfirmed,
                ObjectKey = "Agency/1",
                PartnerId = agency.Id,
                Detail = "Nobody said for long that Aster is needed.",
                FirstSeenAt = app.Time.GetUtcNow(),
            }
        );
        var all = $"/Partners?portfolio={portfolio.Id}";

        Assert.Equal(["Aster", "Birch", "Cedar"], await NamesAsync(browser, all));
        Assert.Equal(["Cedar"], await NamesAsync(browser, $"{all}&shown=Unknown"));
        Assert.Equal(["Birch"], await NamesAsync(browser, $"{all}&shown=PastEnd"));
        Assert.Equal(["Dogwood"], await NamesAsync(browser, $"{all}&shown=Gone"));
        Assert.Equal(["Birch"], await NamesAsync(browser, $"{all}&relation=Client"));
        Assert.Empty(await NamesAsync(browser, $"{all}&Label=nowhere"));
        var row = (await browser.GetAsync(all)).Document.QuerySelector("tbody tr")!.TextContent;
        Assert.Contains("1 ad account", row, StringComparison.Ordinal);
        Assert.Contains("1 open", row, StringComparison.Ordinal);
        var page = await browser.GetAsync($"/Partners/{agency.Id}");
        Assert.Contains("Nobody said for long", page.Text, StringComparison.Ordinal);
        Assert.Contains("EU", page.Document.GetElementById("shares")!.TextContent, StringComparison.Ordinal);
        var before = await browser.GetAsync($"/Partners/{agency.Id}?shares=ended");
        Assert.Contains("Shop", before.Document.GetElementById("shares")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("EU", before.Document.GetElementById("shares")!.TextContent, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_list_that_is_longer_than_a_page_goes_on_where_it_ended()
    {
        var (portfolio, browser) = await GivenAsync();
        // All alike by name: the id tells them apart.
        for (var i = 0; i < MoreThanAPage; i++)
            await app.GivenPartnerAsync(portfolio, "Alike");

        var first = await browser.GetAsync($"/Partners?portfolio={portfolio.Id}");
        var next = first.Document.QuerySelector("#results a[href*='after=']")!.GetAttribute("href")!;
        var second = await browser.GetAsync(next);

        string[] Links(Host.Page page) =>
            [.. page.Document.QuerySelectorAll("#results th[scope=row] a").Select(a => a.GetAttribute("href")!)];
        Assert.Equal(MoreThanAPage - 1, Links(first).Length);
        Assert.DoesNotContain(Assert.Single(Links(second)), Links(first));
    }

    [FactOnOneDatabase]
    public async Task What_is_typed_wrongly_is_kept_and_what_is_right_is_saved_and_confirmed()
    {
        var (portfolio, browser) = await GivenAsync();
        var partner = await app.GivenPartnerAsync(portfolio, "Aster");

        var wrong = await browser.PostFormAsync(
            $"/Partners/{partner.Id}/Edit",
            new() { ["Input.Owner"] = "Ada <not an address>", ["Input.EndsOn"] = "2027-03-31" }
        );
        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        Assert.Contains("is missing", wrong.Document.GetElementById("Input_Purpose-error")!.TextContent);
        Assert.Contains("no e-mail address", wrong.Document.GetElementById("Input_Owner-error")!.TextContent);
        Assert.Equal("Ada <not an address>", wrong.Document.GetElementById("Input_Owner")!.GetAttribute("value"));
        Assert.Equal("2027-03-31", wrong.Document.GetElementById("Input_EndsOn")!.GetAttribute("value"));

        var saved = await browser.PostFormAsync(
            $"/Partners/{partner.Id}/Edit",
            new()
            {
                ["Input.Purpose"] = "Runs the ads",
                ["Input.Owner"] = "Ada Lovelace <ada@example.com>",
                ["Input.EndsOn"] = "2027-03-31",
                ["Input.Reason"] = "Nobody had said so",
            }
        );
        Assert.Equal($"/Partners/{partner.Id}", saved.Location);
        var confirmed = await browser.PostFormAsync(
            $"/Partners/{partner.Id}",
            new() { ["Input.Reason"] = "They work on the spring campaign" }
        );
        Assert.Equal($"/Partners/{partner.Id}", confirmed.Location);

        var page = await browser.GetAsync($"/Partners/{partner.Id}");
        Assert.Contains("Aster is still in use.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", page.Text, StringComparison.Ordinal);
        Assert.Contains("2027-03-31", page.Text, StringComparison.Ordinal);
        Assert.Contains("Confirm that a partner is still in use", page.Text, StringComparison.Ordinal);
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task Ending_shows_what_it_reaches_and_is_asked_for_once_and_only_for_what_was_shown()
    {
        var (portfolio, browser) = await GivenAsync();
        var partner = await app.GivenPartnerAsync(portfolio, "Aster");
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "EU Performance");
        await app.GivenShareAsync(partner, asset, "ADVERTISE,ANALYZE");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "eu bidding");
        await app.AddAsync(
            new SeenGrant
            {
                PortfolioId = portfolio.Id,
                SystemUserId = systemUser.Id,
                AssetId = asset.Id,
                Tasks = "ADVERTISE",
                ValidFrom = app.Time.GetUtcNow(),
            }
        );
        var path = $"/Partners/{partner.Id}/End";

        var stale = await browser.PostFormAsync(
            path,
            new() { ["Input.Reason"] = "The contract is over", ["Input.Saw"] = SharedAsset.Mark([]) }
        );
        Assert.Contains("changed while this page was open", stale.Text, StringComparison.Ordinal);
        Assert.Contains("The contract is over", stale.Document.GetElementById("Input_Reason")!.TextContent);
        Assert.Contains("EU Performance", stale.Text, StringComparison.Ordinal);
        Assert.Contains("eu bidding", stale.Text, StringComparison.Ordinal);
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
        // The form that came back is true.
        var mark = stale.Document.QuerySelector("input[name='Input.Saw']")!.GetAttribute("value");
        Assert.NotEqual(SharedAsset.Mark([]), mark);

        var asked = await browser.PostFormAsync(path, new() { ["Input.Reason"] = "The contract is over" });
        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal($"/Operations/{operation.Id}", asked.Location);
        Assert.Equal((OperationKind.EndPartner, partner.Id), (operation.Kind, operation.PartnerId!.Value));
        Assert.Equal("EU Performance", Assert.Single(operation.ReadInput<EndPartnerInput>().Saw).Name);

        var again = await browser.GetAsync(path);
        Assert.NotNull(again.Document.QuerySelector($"main a[href='/Operations/{operation.Id}']"));
        Assert.NotNull(again.Document.QuerySelector(".confirm button[disabled]"));
        var shown = await browser.GetAsync($"/Operations/{operation.Id}");
        Assert.NotNull(shown.Document.QuerySelector($"a[href='/Partners/{partner.Id}']"));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_and_for_auditors_what_is_off_says_why()
    {
        var (portfolio, browser) = await GivenAsync(PortfolioMode.ObserveOnly);
        var partner = await app.GivenPartnerAsync(portfolio, "Aster");

        var off = await browser.GetAsync($"/Partners/{partner.Id}/End");
        Assert.NotNull(off.Document.QuerySelector(".confirm button[disabled]"));
        Assert.Contains("Observe only", off.Text, StringComparison.Ordinal);
        // What isn't done from here isn't a dead end.
        Assert.Contains("→ Users → Partners →", off.Text, StringComparison.Ordinal);
        Assert.Null(
            (await browser.GetAsync($"/Partners/{partner.Id}/Edit")).Document.QuerySelector(".confirm button[disabled]")
        );
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/Partners/{partner.Id}");
        Assert.Contains("An administrator of this portfolio does that.", auditor.Text, StringComparison.Ordinal);
        Assert.Null(auditor.Document.QuerySelector("form[action*='Confirm']"));
    }

    private static async Task<IEnumerable<string>> NamesAsync(Browser browser, string path) =>
        (await browser.GetAsync(path)).Document.QuerySelectorAll("#results th[scope=row] a").Select(a => a.TextContent);

    private async Task<(Portfolio Portfolio, Browser Browser)> GivenAsync(
        PortfolioMode mode = PortfolioMode.ObserveAndAct
    )
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Partners {Guid.NewGuid()}", mode);
        return (portfolio, await app.SignInAsync(Role.Administrator, portfolio.Id));
    }
}
