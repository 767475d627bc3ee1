using System.Net;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Reviews;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Portfolios;

public abstract class ManyPortfoliosTests(PagesApp app)
{
    private const string Token = "EAAGm0PX4ZCpsBAexample";

    public sealed class OnSqlite(SqlitePagesApp app) : ManyPortfoliosTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ManyPortfoliosTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task The_list_has_the_worst_first_says_why_and_can_be_narrowed()
    {
        var now = app.Time.GetUtcNow();
        var calm = await app.GivenConnectedAsync("A calm one");
        var found = await app.GivenConnectedAsync("B with findings");
        var ending = await app.GivenConnectedAsync("C ending", p => p.ControlTokenExpiresAt = now.AddDays(3));
        var lost = await app.GivenConnectedAsync("D lost", p => p.LoseAccess("Meta refused it.", now));
        var old = await app.GivenConnectedAsync("E old", p => p.LastReadAt = now.AddDays(-3));
        await app.SaveAsync(db =>
        {
            Finding[] open =
            [
                FindingOf(found, "one", FindingSeverity.Critical),
                FindingOf(found, "two", FindingSeverity.Critical),
                FindingOf(calm, "three", FindingSeverity.Critical),
            ];
            open[2].Accept(now.AddDays(30), "Known", "Ada", now);
            db.Findings.AddRange(open);
            return Task.FromResult(0);
        });
        var browser = await app.SignInAsync(Role.Auditor, calm.Id, found.Id, ending.Id, lost.Id, old.Id);

        var list = await browser.GetAsync("/Portfolios");

        Assert.Equal(["D lost", "C ending", "B with findings", "E old", "A calm one"], list.Rows());
        Assert.Equal(
            [
                $"No access since {now:yyyy-MM-dd HH:mm} UTC",
                $"The control token ends on {now.AddDays(3):yyyy-MM-dd}",
                "2 critical findings",
                $"Not read since {now.AddDays(-3):yyyy-MM-dd HH:mm} UTC",
                "no",
            ],
            list.Document.QuerySelectorAll("[data-label='Needs somebody']").Select(c => c.TextContent.Trim())
        );
        Assert.Equal(["D lost"], (await browser.GetAsync("/Portfolios?State=NoAccess")).Rows());
        Assert.Equal(["E old"], (await browser.GetAsync("/Portfolios?Search=E+OLD")).Rows());
        Assert.Equal(["E old"], (await browser.GetAsync($"/Portfolios?Search={old.BusinessId}")).Rows());
        Assert.Empty((await browser.GetAsync("/Portfolios?Mode=ObserveOnly")).Rows());

        // And page by page nobody is missing or there twice.
        for (var n = 0; n < PortfolioListQueries.PageSize + 3; n++)
            await app.GivenConnectedAsync($"Paged {n:000}");
        var all = await (await app.SignInAsync(Role.Auditor)).AllRowsAsync("/Portfolios?Search=paged");
        Assert.Equal(Enumerable.Range(0, PortfolioListQueries.PageSize + 3).Select(n => $"Paged {n:000}"), all);
    }

    [Fact]
    public async Task Labels_are_typed_shown_and_filtered_by_and_decide_who_sees_it()
    {
        var portfolio = await app.GivenConnectedAsync("Labelled");
        await app.GivenSystemUserAsync(portfolio, "labelled tool", and: null, graphId: null);
        var administrator = await app.SignInAsAdministratorAsync();
        var email = $"label{portfolio.Id}@example.com";
        var label = $"Region {portfolio.Id}";
        var added = await administrator.PostFormAsync(
            "/Settings/People/Add",
            new()
            {
                ["Input.Name"] = "Lena",
                ["Input.Email"] = email,
                ["Input.Password"] = WebApp.Password,
                ["Input.PasswordAgain"] = WebApp.Password,
                ["Input.Roles.Role"] = "Auditor",
                ["Input.Roles.AllPortfolios"] = "False",
                ["Input.Roles.OtherLabels"] = label,
            }
        );
        Assert.Contains(
            $"Auditor on portfolios labelled {label}",
            (await administrator.GetAsync(added.Location!)).Text,
            StringComparison.Ordinal
        );
        await app.ReadAsync(db =>
            db.Users.Where(a => a.Email == email)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.MustChangePassword, false))
        );
        var lena = await app.SignInAsync(email);
        Assert.Contains(
            $"Your role is Auditor on portfolios labelled {label}, and no portfolio carries that label now.",
            (await lena.GetAsync("/")).Text,
            StringComparison.Ordinal
        );
        var refused = await lena.GetAsync("/SystemUsers");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("no portfolio carries that label now", refused.Text, StringComparison.Ordinal);

        var path = $"/Portfolios/{portfolio.Id}/Labels";
        var wrong = await administrator.PostFormAsync(
            path,
            new() { ["Input.Labels"] = $"{label}\n{new string('x', 61)}" }
        );
        Assert.Equal(HttpStatusCode.OK, wrong.Status);
        Assert.Contains("at most 60 characters", wrong.Text, StringComparison.Ordinal);
        Assert.Contains(label, wrong.Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        var saved = await administrator.PostFormAsync(
            path,
            new() { ["Input.Labels"] = $"{label.ToUpperInvariant()}, other" }
        );
        Assert.Equal($"/Portfolios/{portfolio.Id}", saved.Location);

        Assert.Equal(["Labelled"], (await lena.GetAsync("/Portfolios")).Rows());
        Assert.Contains("Lena <", (await administrator.GetAsync(path)).Text, StringComparison.Ordinal);
        foreach (var list in new[] { "/Portfolios", "/SystemUsers" })
            Assert.Single((await administrator.GetAsync($"{list}?Label={Uri.EscapeDataString(label)}")).Rows());
        Assert.Contains(
            "No operation fits this filter.",
            (await administrator.GetAsync($"/Operations?Label={Uri.EscapeDataString(label)}")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Findings_reviews_and_the_audit_log_are_narrowed_to_a_label()
    {
        var (labelled, other) = (await app.GivenConnectedAsync("Narrowed"), await app.GivenConnectedAsync("Beside it"));
        var label = $"Narrow {labelled.Id}";
        var browser = await app.SignInAsync(Role.Administrator, labelled.Id, other.Id);
        foreach (var (portfolio, labels) in new[] { (labelled, label), (other, $"Broad {other.Id}") })
        {
            await app.AddAsync(FindingOf(portfolio, "one", FindingSeverity.Critical));
            await app.AddAsync(
                new Review
                {
                    PortfolioId = portfolio.Id,
                    Batch = Guid.NewGuid(),
                    Scope = $"All of {portfolio.Name}",
                    SignedAt = app.Time.GetUtcNow(),
                    SignedByName = "Ada",
                }
            );
            await (await app.SignInAsAdministratorAsync()).PostFormAsync(
                $"/Portfolios/{portfolio.Id}/Labels",
                new() { ["Input.Labels"] = labels }
            );
        }

        foreach (var list in new[] { "/Findings", "/Reviews", "/Audit?Act=Change+labels" })
        {
            var all = await browser.GetAsync(list);
            Assert.Equal(2, all.Rows().Count());
            Assert.Contains(
                $"{label} (1)",
                all.Document.QuerySelectorAll("select[name=Label] option").Select(o => o.TextContent)
            );
            var join = list.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var narrowed = await browser.GetAsync(
                $"{list}{join}Label={Uri.EscapeDataString(label.ToUpperInvariant())}"
            );
            var row = Assert.Single(narrowed.Document.QuerySelectorAll("#results tbody tr"));
            Assert.Contains("Narrowed", row.TextContent, StringComparison.Ordinal);
            Assert.Empty((await browser.GetAsync($"{list}{join}Label=nowhere")).Rows());
        }
    }

    [Fact]
    public async Task Disconnecting_asks_what_becomes_of_each_live_token_and_keeps_what_was_typed()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Leaving");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "leaving tool");
        await app.GivenTokenAsync(systemUser, TokenState.Active);
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Portfolios/{portfolio.Id}/Disconnect";
        var shown = await browser.GetAsync(path);
        foreach (var held in new[] { "leaving tool", "meta-1-some-secret", "control", "1 known, of 1 system users" })
            Assert.Contains(held, shown.Text, StringComparison.Ordinal);

        var fields = new Dictionary<string, string>
        {
            [$"Input.Answers[{systemUser.Id}].Choice"] = "HandOver",
            [$"Input.Answers[{systemUser.Id}].Words"] = "",
            ["Input.Reason"] = "The client <b>left",
        };
        var wrong = await browser.PostFormAsync(path, fields);
        Assert.Contains("Say to whom the tokens of leaving tool are handed over", wrong.Text, StringComparison.Ordinal);
        Assert.Equal("The client <b>left", wrong.Document.QuerySelector("[name='Input.Reason']")!.TextContent.Trim());
        Assert.True(wrong.Document.QuerySelector("input[value=HandOver]")!.HasAttribute("checked"));
        fields[$"Input.Answers[{systemUser.Id}].Words"] = "Contoso, ops@contoso.example";

        var asked = await browser.PostFormAsync(path, fields);

        var operation = Assert.Single(
            await app.OperationsAsync(portfolio.Id),
            o => o.Kind == OperationKind.DisconnectPortfolio
        );
        Assert.Equal($"/Operations/{operation.Id}", asked.Location);
        await app.InDatabaseAsync(async db =>
        {
            var mine = await db.Operations.Include(o => o.Steps).SingleAsync(o => o.Id == operation.Id);
            mine.End(OperationState.Done, "Disconnected.", app.Time.GetUtcNow());
            (await db.Portfolios.SingleAsync(p => p.Id == portfolio.Id)).Disconnect("Ada", app.Time.GetUtcNow());
            return await db.SaveChangesAsync();
        });

        var page = await browser.GetAsync($"/Portfolios/{portfolio.Id}");
        Assert.Contains("1 live token is still known there", page.Text, StringComparison.Ordinal);
        Assert.Contains("handed over to Contoso, ops@contoso.example", page.Text, StringComparison.Ordinal);
        Assert.Contains("nothing has been read since", page.Text, StringComparison.Ordinal);
        Assert.Contains("is disconnected already", (await browser.GetAsync(path)).Text, StringComparison.Ordinal);
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "left behind");
        var finding = await app.GivenFindingAsync(systemUser, FindingKind.NoOwner);
        var token = await app.InDatabaseAsync(db => db.Tokens.FirstAsync(t => t.SystemUserId == systemUser.Id));
        foreach (
            var other in new[]
            {
                $"/SystemUsers/{systemUser.Id}",
                $"/SystemUsers?portfolio={portfolio.Id}",
                "/Grants",
                $"/Assets/{asset.Id}",
                $"/Findings/{finding.Id}",
                $"/Tokens/{token.Id}",
            }
        )
            Assert.Contains("is disconnected since", (await browser.GetAsync(other)).Text, StringComparison.Ordinal);
        Assert.Contains(
            "1 live token is still known there",
            (await browser.GetAsync("/")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Many_are_connected_row_by_row_and_sent_twice_asked_once()
    {
        var known = await app.GivenConnectedAsync("Known", p => p.VaultUri = null);
        var administrator = await app.SignInAsAdministratorAsync();
        var (first, second) = ($"5{known.Id:00000}1", $"5{known.Id:00000}2");
        var text =
            $"business id,label,vault\n{first},EMEA,\n12x,,\n{first},,\n{known.BusinessId}1,,https://evil.example\n{second},{Token},\n{second},,";
        var fields = new Dictionary<string, string>
        {
            ["Input.Text"] = text,
            ["Input.AppId"] = "13000",
            ["Input.ControlTokenPattern"] = "meta-control-{business}",
            ["Input.AppSecretPattern"] = "meta-app",
            ["Input.Reason"] = "",
            ["Input.RequestKey"] = Guid.NewGuid().ToString(),
            ["go"] = "check",
        };

        var checkedRows = await administrator.PostFormAsync("/Portfolios/ConnectMany", fields);

        var results = checkedRows
            .Document.QuerySelectorAll("[data-label='Result']")
            .Select(c => c.TextContent)
            .ToList();
        string[] says =
        [
            "Good",
            "is a number of 5 to 25 digits",
            $"stands in line 2 already",
            "A vault's address is",
            "looks like a token",
            "stands in line 6 already",
        ];
        Assert.Equal(says.Length, results.Count);
        foreach (var (said, result) in says.Zip(results))
            Assert.Contains(said, result, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, checkedRows.Body, StringComparison.Ordinal);
        Assert.Contains(first, checkedRows.Document.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await OperationsOfAsync(first));

        fields["go"] = "ask";
        var noReason = await administrator.PostFormAsync("/Portfolios/ConnectMany", fields);
        Assert.Contains("The reason is missing", noReason.Text, StringComparison.Ordinal);
        Assert.Empty(await OperationsOfAsync(first));

        fields["Input.Reason"] = "All clients";
        foreach (var _ in new[] { 1, 2 })
        {
            var asked = await administrator.PostFormAsync("/Portfolios/ConnectMany", fields);
            Assert.Contains("1 of 6 were asked for", asked.Text, StringComparison.Ordinal);
            var operation = Assert.Single(await OperationsOfAsync(first));
            Assert.NotNull(asked.Document.QuerySelector($"a[href='/Operations/{operation.Id}']"));
        }

        var made = await app.ReadAsync(db => db.Portfolios.SingleAsync(p => p.BusinessId == first));
        Assert.Equal(
            ($"meta-control-{first}", "meta-app", PortfolioMode.ObserveOnly, PortfolioState.Connecting),
            (made.ControlTokenSecret, made.AppSecretSecret, made.Mode, made.State)
        );
        Assert.Equal(
            ["EMEA"],
            await app.ReadAsync(db =>
                db.PortfolioLabels.Where(l => l.PortfolioId == made.Id).Select(l => l.Label).ToListAsync()
            )
        );
        Assert.Empty(await OperationsOfAsync(second));
    }

    [Fact]
    public async Task Where_there_are_many_portfolios_one_is_searched_without_a_script_too()
    {
        for (var n = 0; n < 16; n++)
            await app.GivenConnectedAsync($"Picked {n:00}");
        var last = await app.GivenConnectedAsync("Picked last");
        var administrator = await app.SignInAsAdministratorAsync();
        foreach (
            var (path, field) in new[]
            {
                ($"/Operations?PortfolioId={last.Id}", "PortfolioId"),
                ($"/SystemUsers?portfolio={last.Id}", "portfolio"),
                ("/SystemUsers/Create", "Input.PortfolioId"),
            }
        )
        {
            var page = await administrator.GetAsync(path);
            var picker = page.Document.QuerySelector("details[data-picker]")!;
            Assert.NotNull(picker.QuerySelector("input[type=search]:not([name])"));
            var one = picker.QuerySelector($"input[type=radio][name='{field}'][value='{last.Id}']")!;
            Assert.Contains(last.BusinessId, one.ParentElement!.TextContent, StringComparison.Ordinal);
            Assert.Equal(path.Contains('?', StringComparison.Ordinal), one.HasAttribute("checked"));
        }
    }

    private Task<List<Operation>> OperationsOfAsync(string businessId) =>
        app.ReadAsync(db =>
            db.Operations.Where(o => db.Portfolios.Any(p => p.Id == o.PortfolioId && p.BusinessId == businessId))
                .ToListAsync()
        );

    private Finding FindingOf(Portfolio portfolio, string key, FindingSeverity severity) =>
        new()
        {
            PortfolioId = portfolio.Id,
            Kind = FindingKind.OrphanToken,
            ObjectKey = key,
            Severity = severity,
            FirstSeenAt = app.Time.GetUtcNow(),
            LastSeenAt = app.Time.GetUtcNow(),
        };
}
