using System.Globalization;
using System.Net;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Findings;

/// <summary>Findings as people meet them: the list, the page of one, its answers, and where else it is told.</summary>
public abstract class FindingTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : FindingTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : FindingTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task The_list_shows_the_worst_first_is_its_url_and_leads_to_an_answer_for_several()
    {
        var portfolio = await ComparedAsync("Listed");
        var ours = await app.GivenOursAsync(portfolio, "listed tool", "its old name");
        var renamed = await app.GivenFindingAsync(ours, FindingKind.Renamed);
        var added = await app.GivenFindingAsync(ours, FindingKind.GrantAdded);
        var accepted = await app.GivenFindingAsync(
            ours,
            FindingKind.RoleChanged,
            f => f.Accept(app.Time.GetUtcNow().AddDays(9), "Known", "Ada Lovelace", app.Time.GetUtcNow())
        );
        await app.GivenFindingAsync(ours, FindingKind.NoOwner, f => f.Resolve(app.Time.GetUtcNow()));
        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = "vault",
                LastProblem = "The vault said no.",
            }
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var list = await browser.GetAsync("/Findings");

        Assert.Equal(["Grant added at Meta", "Renamed"], list.Rows());
        Assert.StartsWith(
            "2 findings",
            Words(list.Document.QuerySelector(".result-count")!.TextContent),
            StringComparison.Ordinal
        );
        Assert.Contains("not read: Secrets of the vault", Words(list.Text), StringComparison.Ordinal);
        var form = list.Document.Forms.Single(f => f.GetAttribute("action") == "/Findings/Answer");
        Assert.Equal("get", form.Method);
        Assert.Equal(
            [$"{added.Id}", $"{renamed.Id}"],
            form.QuerySelectorAll("input[name=Ids]").Select(i => i.GetAttribute("value"))
        );
        var marked = await browser.GetAsync("/Findings?State=Accepted");
        Assert.Contains($"/Findings/{accepted.Id}", marked.Body, StringComparison.Ordinal);
        Assert.Contains("by Ada Lovelace", marked.Text, StringComparison.Ordinal);
        Assert.Equal(["Renamed"], (await browser.GetAsync("/Findings?Search=renamed&Severity=Low&State=any")).Rows());
        Assert.Contains(
            "No finding fits this filter.",
            (await browser.GetAsync("/Findings?Kind=NewAsset&Owner=mine")).Text,
            StringComparison.Ordinal
        );
        // Who only reads is offered no answer.
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/Findings");
        Assert.Empty(auditor.Document.QuerySelectorAll("input[name=Ids]"));
        Assert.Equal(2, auditor.Rows().Count());
    }

    [FactOnOneDatabase]
    public async Task One_that_came_back_says_when_it_was_seen_first_and_the_day_of_its_return()
    {
        var portfolio = await ComparedAsync("Returned");
        var now = app.Time.GetUtcNow();
        var systemUser = await app.GivenOursAsync(portfolio, "northwind ads", "northwind reports");
        var (returned, stayed) = (
            await app.GivenFindingAsync(systemUser, FindingKind.Renamed, ComesBack),
            await app.GivenFindingAsync(systemUser, FindingKind.NoSuccessor)
        );
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var rows = (await browser.GetAsync("/Findings")).Document.QuerySelectorAll("tr[data-finding]");
        var cells = rows.ToDictionary(
            r => r.GetAttribute("data-finding")!,
            r => Words(r.QuerySelector("td[data-label='First seen']")!.TextContent)
        );
        Assert.EndsWith("came back 2 days ago", cells["Renamed"], StringComparison.Ordinal);
        Assert.DoesNotContain("came back", cells["NoSuccessor"], StringComparison.Ordinal);
        var page = await browser.GetAsync($"/Findings/{returned.Id}");
        var since = page.Document.QuerySelectorAll("dl.facts dd").Select(d => Words(d.TextContent)).ToList();
        var returnedOn = Assert.Single(since, s => s.EndsWith("1 time in all", StringComparison.Ordinal));
        Assert.StartsWith($"{now.AddDays(-2):yyyy-MM-dd HH:mm}", returnedOn, StringComparison.Ordinal);
        Assert.DoesNotContain("Came back", (await browser.GetAsync($"/Findings/{stayed.Id}")).Text);

        void ComesBack(Finding finding)
        {
            finding.SeeAgain(now.AddDays(-21));
            finding.Resolve(now.AddDays(-10));
            finding.SeeAgain(now.AddDays(-2));
        }
    }

    [FactOnOneDatabase]
    public async Task Where_nothing_differs_the_list_says_as_of_when_and_what_was_not_read()
    {
        var portfolio = await ComparedAsync("Clean");
        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = "system_users",
                LastCompleteReadAt = app.Time.GetUtcNow().AddHours(-2),
            }
        );
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var clean = Words((await browser.GetAsync("/Findings")).Document.QuerySelector(".empty-state")!.TextContent);
        Assert.Equal(
            "Nothing differs. As of the last reads, the oldest 2 hours ago. Everything was read to its end.",
            clean
        );

        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = "agencies",
                LastProblem = "Please reduce the amount of data",
            }
        );

        Assert.Contains(
            "Not read: Partners that work on our assets.",
            Words((await browser.GetAsync("/Findings")).Text),
            StringComparison.Ordinal
        );
    }

    [FactOnOneDatabase]
    public async Task A_findings_page_shows_three_sides_their_age_who_did_it_and_what_can_be_done()
    {
        var portfolio = await ComparedAsync("Sided");
        var ours = await app.GivenOursAsync(portfolio, "sided tool", "sided tool");
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Sided EU");
        await app.AddAsync(
            new SystemUserManager.Grants.SeenGrant
            {
                PortfolioId = portfolio.Id,
                SystemUserId = ours.Id,
                AssetId = asset.Id,
                Tasks = "ADVERTISE",
                ValidFrom = app.Time.GetUtcNow(),
                ChangedByName = "Chloe Martin",
                ChangedAt = app.Time.GetUtcNow(),
            }
        );
        await app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = "system_users",
                LastCompleteReadAt = app.Time.GetUtcNow().AddHours(-5),
                LastProblem = "Meta throttled.",
            }
        );
        var finding = await app.GivenFindingAsync(
            ours,
            FindingKind.GrantAdded,
            f =>
            {
                f.AssetId = asset.Id;
                f.InRecord = "No grant.";
                f.AtMeta = $"ADVERTISE, seen since {app.Time.GetUtcNow():yyyy-MM-dd}";
            }
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await browser.GetAsync($"/Findings/{finding.Id}");

        Assert.Equal("Grant added at Meta", page.Heading);
        Assert.Contains("No grant.", Side("record"), StringComparison.Ordinal);
        Assert.Contains("ADVERTISE, seen since", Side("meta"), StringComparison.Ordinal);
        Assert.Contains("System users and their grants: not read since", Side("meta"), StringComparison.Ordinal);
        Assert.Contains("Meta throttled.", Side("meta"), StringComparison.Ordinal);
        Assert.Contains("The vault has no say in this.", Side("vault"), StringComparison.Ordinal);
        Assert.Contains("Chloe Martin", page.Text, StringComparison.Ordinal);
        Assert.Contains("According to Meta's activity log", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"/Findings/{finding.Id}/Revert",
                $"/Findings/{finding.Id}/Adopt",
                $"/SystemUsers/{ours.Id}/Access",
                $"/Findings/{finding.Id}/Accept",
            ],
            page.Document.QuerySelectorAll("[aria-labelledby=answers] a").Select(a => a.GetAttribute("href"))
        );
        // Who only reads is told who does it.
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/Findings/{finding.Id}");
        Assert.Empty(auditor.Document.QuerySelectorAll("[aria-labelledby=answers] a[href]"));
        Assert.Equal(4, auditor.Document.QuerySelectorAll("[aria-labelledby=answers] .act-off-why").Length);
        // And under Observe only why Meta is left alone; the record isn't.
        await app.InDatabaseAsync(db =>
            db.Portfolios.Where(p => p.Id == portfolio.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.Mode, PortfolioMode.ObserveOnly))
        );
        var observed = await browser.GetAsync($"/Findings/{finding.Id}");
        Assert.Equal(
            [$"/Findings/{finding.Id}/Adopt", $"/Findings/{finding.Id}/Accept"],
            observed.Document.QuerySelectorAll("[aria-labelledby=answers] a[href]").Select(a => a.GetAttribute("href"))
        );
        Assert.Contains("Observe only", observed.Text, StringComparison.Ordinal);

        string Side(string name) => Words(page.Document.QuerySelector($"[data-side={name}]")!.TextContent);
    }

    [FactOnOneDatabase]
    public async Task Each_answer_has_a_form_that_keeps_what_was_typed_and_says_what_came_of_it()
    {
        var portfolio = await ComparedAsync("Answered");
        var ours = await app.GivenOursAsync(portfolio, "answered tool now", "answered tool before");
        var finding = await app.GivenFindingAsync(ours, FindingKind.Renamed);
        var path = $"/Findings/{finding.Id}";
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var wrong = await browser.PostFormAsync(
            $"{path}/Accept",
            new() { ["Input.Until"] = "2020-01-01", ["Input.Reason"] = "Known to us" }
        );
        Assert.Contains(
            "within a year",
            wrong.Document.QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("Known to us", wrong.Document.QuerySelector("textarea")!.TextContent.Trim());
        var until = app.Time.GetUtcNow().AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var accepted = await browser.PostFormAsync(
            $"{path}/Accept",
            new() { ["Input.Until"] = until, ["Input.Reason"] = "Known to us" }
        );
        Assert.Equal(path, accepted.Location);
        var page = await browser.GetAsync(path);
        Assert.Contains($"Accepted until {until}", page.Text, StringComparison.Ordinal);
        Assert.Contains("Known to us", page.Text, StringComparison.Ordinal);
        // On the page of the system user it is quieter by now.
        var note = (await browser.GetAsync($"/SystemUsers/{ours.Id}")).Document.QuerySelector(
            ".note[data-finding=Renamed]"
        )!;
        Assert.Contains("note-neutral", note.ClassName, StringComparison.Ordinal);
        Assert.Equal(path, note.QuerySelector("a")!.GetAttribute("href"));

        // Somebody else renamed it between opening and sending.
        var form = (await browser.GetAsync($"{path}/Adopt")).Form(["Input.Reason"]);
        await RenameAsync("answered tool later");
        var moved = await browser.SendAsync(HttpMethod.Post, $"{path}/Adopt", Filled(form));
        Assert.Contains(
            "by now Meta shows \"answered tool later\"",
            moved.Document.QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal
        );
        await RenameAsync("answered tool now");

        var reverted = await browser.PostFormAsync($"{path}/Revert", new() { ["Input.Reason"] = "Not meant" });
        Assert.StartsWith("/Operations/", reverted.Location!, StringComparison.Ordinal);
        var busy = await browser.GetAsync($"{path}/Adopt");
        Assert.Contains("isn't finished", busy.Text, StringComparison.Ordinal);
        Assert.True(busy.Document.QuerySelector(".confirm button")!.HasAttribute("disabled"));
        await app.InDatabaseAsync(db =>
            db.Operations.Where(o => o.SystemUserId == ours.Id)
                .ExecuteUpdateAsync(o => o.SetProperty(x => x.State, OperationState.Failed))
        );

        var adopted = await browser.PostFormAsync($"{path}/Adopt", new() { ["Input.Reason"] = "It is meant" });
        Assert.Equal(path, adopted.Location);
        var resolved = await browser.GetAsync(path);
        Assert.Contains("It is resolved: there is nothing to answer.", resolved.Text, StringComparison.Ordinal);
        Assert.Contains("Adopt what a finding shows", resolved.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Accept finding",
            (await browser.GetAsync($"/Audit?ObjectType=Finding&ObjectId={finding.Id}")).Text,
            StringComparison.Ordinal
        );

        async Task RenameAsync(string name) =>
            await app.InDatabaseAsync(db =>
                db.SystemUsers.Where(s => s.Id == ours.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Name, name))
            );
    }

    [FactOnOneDatabase]
    public async Task An_unknown_one_leads_to_its_record_and_Home_and_search_lead_to_findings()
    {
        var portfolio = await ComparedAsync("Noticed");
        var found = await app.GivenSystemUserAsync(portfolio, "noticed stranger");
        var finding = await app.GivenFindingAsync(found, FindingKind.UnknownSystemUser);
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        Assert.Equal(
            $"/SystemUsers/{found.Id}/Edit",
            (await browser.GetAsync($"/Findings/{finding.Id}/Adopt")).Location
        );
        var home = await browser.GetAsync("/");
        Assert.Contains(
            "1 finding in Noticed",
            Words(home.Document.QuerySelector("[data-notice]")!.TextContent),
            StringComparison.Ordinal
        );
        Assert.NotNull(home.Document.QuerySelector("[aria-labelledby=findings] a[href='/Findings?Severity=Medium']"));
        Assert.Contains(
            $"/Findings/{finding.Id}",
            (await browser.GetAsync("/Search?q=stranger%20differs")).Body,
            StringComparison.Ordinal
        );
        // Who may not close it sees it without the button.
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/");
        Assert.NotNull(auditor.Document.QuerySelector("[data-notice]"));
        Assert.Null(auditor.Document.QuerySelector("[data-notice] button"));

        await browser.PressAsync("/", "Close this notice for everybody");

        Assert.Null((await browser.GetAsync("/")).Document.QuerySelector("[data-notice]"));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Findings")).Status);
    }

    private async Task<Portfolio> ComparedAsync(string name, DateTimeOffset? at = null)
    {
        var portfolio = await app.GivenActingPortfolioAsync(name);
        await app.InDatabaseAsync(db =>
            db.Portfolios.Where(p => p.Id == portfolio.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.ComparedAt, at ?? app.Time.GetUtcNow()))
        );
        return portfolio;
    }

    private static FormUrlEncodedContent Filled(AngleSharp.Html.Dom.IHtmlFormElement form) =>
        new(
            Host.Page.Values(form)
                .Where(v => v.Key != "Input.Reason")
                .Append(KeyValuePair.Create("Input.Reason", "It is meant"))
        );

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
