using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>Each list says how old it is, and what wasn't read for it.</summary>
public abstract class ReadStandingTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ReadStandingTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ReadStandingTests(app), IClassFixture<PostgresPagesApp>;

    [Theory]
    [RowsOnOneDatabase]
    [Row("/SystemUsers", "portfolio", "system_users", "System users and their grants")]
    [Row("/Reviews/New", "PortfolioId", "system_users", "System users and their grants")]
    [Row("/Partners", "portfolio", "agencies", "Partners that work on our assets")]
    [Row("/Grants", "PortfolioId", "system_users", "System users and their grants")]
    [Row("/Assets", "PortfolioId", "system_users", "System users and their grants")]
    public async Task A_list_says_how_old_it_is_and_what_was_not_read(
        string path,
        string field,
        string edge,
        string words
    )
    {
        var (read, other) = (
            await app.GivenConnectedAsync("Read lately"),
            await app.GivenConnectedAsync("Read before")
        );
        foreach (var portfolio in new[] { read, other })
        {
            await app.GivenSystemUserAsync(portfolio, $"tool of {portfolio.Id}", and: null, graphId: null);
            await app.AddAsync(
                new PortfolioLabel
                {
                    PortfolioId = portfolio.Id,
                    Label = $"Aged {read.Id}",
                    LabelKey = $"aged {read.Id}",
                }
            );
        }

        var browser = await app.SignInAsync(Role.Auditor, read.Id, other.Id);
        var all = $"{path}?Label=Aged+{read.Id}";
        Assert.Equal($"Not read: {words} of Read before, {words} of Read lately", await StandingAsync(all));
        await ReadAsync(read, edge, minutes: 5);
        await ReadAsync(other, edge, minutes: 180);
        // What the list doesn't rest on makes it no older.
        await ReadAsync(other, "vault", minutes: 60 * 24 * 9);

        Assert.Equal("As of the last reads, the oldest 3 hours ago", await StandingAsync(all));
        Assert.Equal("As of the last read, 5 minutes ago", await StandingAsync($"{path}?{field}={read.Id}"));
        await app.InDatabaseAsync(db =>
            db.SyncParts.Where(p => p.PortfolioId == other.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.LastProblem, "Meta didn't answer."))
        );
        Assert.Equal(
            $"As of the last reads, the oldest 5 minutes ago · not read: {words} of Read before (last 3 hours ago)",
            await StandingAsync(all)
        );

        Task<string?> StandingAsync(string address) => StandingOf(browser, address);
    }

    /// <summary>The portfolio was "read" a moment ago, as after a read that missed what stands here.</summary>
    [Theory]
    [RowsOnOneDatabase]
    [Row("grants", "system_users", "System users and their grants")]
    [Row("grants of one", "system_users", "System users and their grants")]
    [Row("grants of pages", "assigned_pages", "Pages, who reaches them")]
    [Row("assets", "owned_ad_accounts", "Ad accounts, owned")]
    [Row("asset", "owned_ad_accounts", "Ad accounts, owned")]
    [Row("asset", "contained_assets", "What asset groups hold")]
    [Row("system user", "system_users", "System users and their grants")]
    [Row("access", "system_users", "System users and their grants")]
    [Row("access", "client_pages", "Pages, shared by clients")]
    [Row("end of an agency", "owned_pages.agencies", "Pages, whom they are shared to")]
    [Row("end of a client", "client_pages", "Pages, shared by clients")]
    public async Task A_part_that_was_missed_is_named_with_its_own_age(string page, string missed, string words)
    {
        var portfolio = await app.GivenConnectedAsync("Read in part");
        var other = await app.GivenConnectedAsync("Of no concern");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "tool", and: null, graphId: null);
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "EU");
        var agency = await app.GivenPartnerAsync(portfolio, "Aster");
        var client = await app.GivenPartnerAsync(portfolio, "Birch", PartnerRelation.Client);
        string[] firsts = ["system_users", "agencies", "clients"];
        foreach (var edge in firsts.Where(e => e != missed))
            await ReadAsync(portfolio, edge, minutes: 5);
        await ReadAsync(portfolio, missed, minutes: 60 * 24 * 3);
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id, other.Id);
        var address = page switch
        {
            "grants" => $"/Grants?PortfolioId={portfolio.Id}",
            "grants of one" => $"/Grants?SystemUserId={systemUser.Id}",
            "grants of pages" => $"/Grants?PortfolioId={portfolio.Id}&Kind=Page",
            "assets" => $"/Assets?PortfolioId={portfolio.Id}",
            "asset" => $"/Assets/{asset.Id}",
            "system user" => $"/SystemUsers/{systemUser.Id}",
            "access" => $"/SystemUsers/{systemUser.Id}/Access",
            "end of an agency" => $"/Partners/{agency.Id}/End",
            _ => $"/Partners/{client.Id}/End",
        };

        Assert.Equal("As of the last read, 3 days ago", await StandingOf(browser, address));
        await MissAsync(portfolio, missed);

        var isAll = firsts.Contains(missed);
        Assert.Equal(
            $"{(isAll ? "Not read" : "As of the last read, 5 minutes ago · not read")}: {words} (last 3 days ago)",
            await StandingOf(browser, address)
        );
        var main = (await browser.GetAsync(address)).Document.QuerySelector("main")!.TextContent;
        Assert.DoesNotMatch("read(s| of [^,]+)?,? (the oldest )?just now", main);
    }

    [FactOnOneDatabase]
    public async Task What_a_page_of_grants_does_not_show_makes_it_no_older()
    {
        var portfolio = await app.GivenConnectedAsync("Pages only");
        await ReadAsync(portfolio, "system_users", minutes: 5);
        await ReadAsync(portfolio, "assigned_ad_accounts", minutes: 60 * 24 * 3);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        Assert.Equal("As of the last read, 3 days ago", await StandingOf(browser, "/Grants"));
        Assert.Equal("As of the last read, 5 minutes ago", await StandingOf(browser, "/Grants?Kind=Page"));
        Assert.Equal("As of the last read, 5 minutes ago", await StandingOf(browser, "/Assets?Kind=Page"));
        // A past day is told by what was known then.
        var day = DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime).AddDays(-1);
        Assert.Null(await StandingOf(browser, $"/Grants?AsOf={day:yyyy-MM-dd}"));
    }

    [FactOnOneDatabase]
    public async Task Where_a_part_was_missed_nobody_is_said_to_reach_nothing()
    {
        var portfolio = await app.GivenConnectedAsync("Reached by nobody");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "tool", and: null, graphId: null);
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "EU");
        await ReadAsync(portfolio, "system_users", minutes: 5);
        // Whom it is shared to says nothing of system users.
        await ReadAsync(portfolio, "owned_ad_accounts.agencies", minutes: 5);
        await MissAsync(portfolio, "owned_ad_accounts.agencies");
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);
        string[] addresses = [$"/SystemUsers/{systemUser.Id}", $"/Assets/{asset.Id}"];
        const string Doubt = "That is not certain: not all is read to its end.";

        foreach (var address in addresses)
            Assert.DoesNotContain(Doubt, (await browser.GetAsync(address)).Text, StringComparison.Ordinal);
        await MissAsync(portfolio, "system_users");
        foreach (var address in addresses)
            Assert.Contains(Doubt, (await browser.GetAsync(address)).Text, StringComparison.Ordinal);
    }

    /// <returns>null: the page says none.</returns>
    private static async Task<string?> StandingOf(Browser browser, string address)
    {
        var page = await browser.GetAsync(address);
        var standing = page.Document.QuerySelectorAll("[data-standing]").SingleOrDefault();
        return standing is null
            ? null
            : string.Join(' ', standing.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<int> MissAsync(Portfolio portfolio, string edge) =>
        app.InDatabaseAsync(db =>
            db.SyncParts.Where(p => p.PortfolioId == portfolio.Id && p.Edge == edge)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.LastProblem, "Meta refused it."))
        );

    private Task<SyncPart> ReadAsync(Portfolio portfolio, string edge, int minutes)
    {
        var at = app.Time.GetUtcNow().AddMinutes(-minutes);
        return app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = edge,
                FirstCompleteReadAt = at,
                LastCompleteReadAt = at,
            }
        );
    }
}
