using System.Net;
using MetaGraph.Assets;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

public abstract class DetailsTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : DetailsTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : DetailsTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task One_made_here_shows_who_answers_what_it_reaches_and_how_its_token_is_read()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Made");
        var owner = await app.AddAsync(Person.Called("Maria Lindqvist"));
        var made = await app.GivenSystemUserAsync(
            portfolio,
            "made ads reporting",
            s =>
                (s.Origin, s.OwnerId, s.Purpose, s.SecretName) = (
                    SystemUserOrigin.MadeHere,
                    owner.Id,
                    "Reads campaign results",
                    "meta-1-made-ads-reporting-abcdefgh"
                )
        );
        await app.AddToAsync(
            made,
            s => new Consumer
            {
                PortfolioId = portfolio.Id,
                SystemUser = s,
                Tool = "Looker",
                Delivery = TokenDelivery.PersonCopies,
            }
        );
        var token = await app.GivenTokenAsync(made, TokenState.Active);
        await GivenGrantAsync(made, "Made EU", asked: "ANALYZE", seen: "AA_ANALYZE,ANALYZE");
        await GivenGrantAsync(made, "Made DE", asked: "ADVERTISE,ANALYZE", seen: "ANALYZE");
        await GivenGrantAsync(made, "Made page", asked: null, seen: "MANAGE");
        var browser = await app.SignInAsync(Role.Offboarder, portfolio.Id);

        var page = await browser.GetAsync($"/SystemUsers/{made.Id}");

        Assert.Equal("made ads reporting", page.Heading);
        foreach (
            var said in new[]
            {
                "Maria Lindqvist",
                "Reads campaign results",
                "Looker",
                "As asked",
                "Less than asked",
                "Not asked here",
            }
        )
            Assert.Contains(said, page.Text);
        foreach (var code in new[] { "az keyvault secret show", "SecretClient(new Uri(", "get_secret(" })
            Assert.Contains(code, page.Text);
        Assert.Contains("YOUR-VAULT", page.Text);
        Assert.Contains("This tool never shows it; someone with read access to the vault copies it there.", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"a[href='/Tokens/{token.Id}/Revoke']"));
        Assert.NotNull(page.Document.QuerySelector($"a[href='/SystemUsers/{made.Id}/RevokeAll']"));
        Assert.DoesNotContain("Meta can't list them", page.Text);
    }

    [FactOnOneDatabase]
    public async Task Of_one_that_was_found_the_tokens_are_not_known()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Found");
        var found = await app.GivenSystemUserAsync(portfolio, "found sync");
        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/SystemUsers/{found.Id}");
        Assert.Contains("Tokens: not known", page.Text);
        Assert.Contains("Others may hold tokens for this system user; Meta can't list them.", page.Text);
        Assert.DoesNotContain("az keyvault", page.Text);

        await app.GivenOperationAsync(
            found,
            OperationKind.RevokeAllTokens,
            o => o.End(OperationState.Done, "All dead.", app.Time.GetUtcNow())
        );
        page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/SystemUsers/{found.Id}");
        Assert.DoesNotContain("Tokens: not known", page.Text);
        Assert.Contains("Whether others were made since isn't known", page.Text);
    }

    [FactOnOneDatabase]
    public async Task The_one_that_this_tool_acts_through_is_protected_and_says_why()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Control");
        var control = await app.GivenSystemUserAsync(portfolio, "control", null, PagesApp.ControlGraphId);
        await app.GivenTokenAsync(control, TokenState.Active);
        var page = await (await app.SignInAsync(Role.Administrator, portfolio.Id)).GetAsync(
            $"/SystemUsers/{control.Id}"
        );
        Assert.Contains("This tool acts through this system user. Replace the control token first.", page.Text);
        Assert.Empty(page.Document.QuerySelectorAll("a[href*='Revoke']"));
        // Change access, issue, rename, revoke all, and revoke its token.
        Assert.Equal(5, page.Document.QuerySelectorAll(".act-off").Length);
    }

    [FactOnOneDatabase]
    public async Task One_that_vanished_says_so()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Vanished");
        var gone = await app.GivenSystemUserAsync(
            portfolio,
            "gone sync",
            s => s.VanishedAt = app.Time.GetUtcNow().AddDays(-3)
        );
        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/SystemUsers/{gone.Id}");
        Assert.Contains("vanished 3 days ago", page.Document.QuerySelector(".note-warning")!.TextContent);
    }

    [FactOnOneDatabase]
    public async Task Work_that_is_not_finished_is_shown_with_its_state()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Open");
        var busy = await app.GivenSystemUserAsync(portfolio, "busy sync");
        var open = await app.GivenOperationAsync(busy, OperationKind.RevokeAllTokens);
        await app.GivenOperationAsync(
            busy,
            OperationKind.RevokeToken,
            o => o.End(OperationState.Failed, "No.", app.Time.GetUtcNow())
        );
        var page = await (await app.SignInAsync(Role.Offboarder, portfolio.Id)).GetAsync($"/SystemUsers/{busy.Id}");
        var note = Assert.Single(page.Document.QuerySelectorAll("main > .note-neutral"));
        Assert.Contains("Waiting", note.TextContent);
        Assert.NotNull(note.QuerySelector($"a[href='/Operations/{open.Id}']"));
    }

    [FactOnOneDatabase]
    public async Task Auditors_see_it_all_and_can_revoke_nothing()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Audited");
        var made = await app.GivenSystemUserAsync(portfolio, "audited sync");
        var token = await app.GivenTokenAsync(made, TokenState.Active);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);
        foreach (var path in new[] { $"/SystemUsers/{made.Id}", $"/Tokens/{token.Id}" })
        {
            var page = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Empty(page.Document.QuerySelectorAll("a[href*='Revoke']"));
            Assert.Contains("You may not revoke tokens here.", page.Text);
        }
    }

    [FactOnOneDatabase]
    public async Task Changes_of_name_role_and_owner_and_states_of_tokens_are_its_history()
    {
        var portfolio = await app.GivenActingPortfolioAsync("History");
        var changed = await app.GivenSystemUserAsync(portfolio, "history sync");
        var now = app.Time.GetUtcNow();
        await app.AddToAsync(changed, s => VersionOf(s, "history old", "EMPLOYEE", now.AddDays(-9), now.AddDays(-4)));
        await app.AddToAsync(changed, s => VersionOf(s, "history sync", "ADMIN", now.AddDays(-4), null));
        await app.GivenTokenAsync(changed, TokenState.Active);
        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync($"/SystemUsers/{changed.Id}");
        Assert.Contains("First seen at Meta as “history old”, Employee", page.Text);
        Assert.Contains("Name changed from “history old” to “history sync”", page.Text);
        Assert.Contains("Role changed from Employee to Admin", page.Text);
        Assert.Contains(": active", page.Text);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("/SystemUsers/{0}")]
    [Row("/SystemUsers/{0}/RevokeAll")]
    [Row("/SystemUsers/999999")]
    [Row("/Tokens/{1}")]
    [Row("/Tokens/{1}/Revoke")]
    [Row("/Tokens/999999")]
    public async Task What_is_of_another_portfolio_is_not_found(string path)
    {
        var mine = await app.GivenActingPortfolioAsync($"Mine {Guid.NewGuid()}");
        var other = await app.GivenActingPortfolioAsync($"Other {Guid.NewGuid()}");
        var foreign = await app.GivenSystemUserAsync(other, "foreign sync");
        var token = await app.GivenTokenAsync(foreign, TokenState.Active);
        var browser = await app.SignInAsync(Role.Administrator, mine.Id);
        var page = await browser.GetAsync(string.Format(null, path, foreign.Id, token.Id));
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.DoesNotContain("foreign sync", page.Text);
    }

    private static SystemUserVersion VersionOf(
        SystemUser systemUser,
        string name,
        string role,
        DateTimeOffset from,
        DateTimeOffset? to
    ) =>
        new()
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUser = systemUser,
            Name = name,
            Role = role,
            ValidFrom = from,
            ValidTo = to,
        };

    private async Task GivenGrantAsync(SystemUser systemUser, string asset, string? asked, string? seen)
    {
        var portfolio = await app.InDatabaseAsync(async db => (await db.Portfolios.FindAsync(systemUser.PortfolioId))!);
        var target = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, asset);
        var operation = await app.GivenOperationAsync(
            systemUser,
            OperationKind.CreateSystemUser,
            o => o.End(OperationState.Done, "Made.", app.Time.GetUtcNow())
        );
        await app.InDatabaseAsync(async db =>
        {
            if (asked is not null)
                db.Grants.Add(
                    new Grant
                    {
                        PortfolioId = portfolio.Id,
                        SystemUser = (await db.SystemUsers.FindAsync(systemUser.Id))!,
                        AssetId = target.Id,
                        AskedTasks = asked,
                        ConfirmedTasks = asked,
                        OperationId = operation.Id,
                    }
                );
            if (seen is not null)
                db.SeenGrants.Add(
                    new SeenGrant
                    {
                        PortfolioId = portfolio.Id,
                        SystemUserId = systemUser.Id,
                        AssetId = target.Id,
                        Tasks = seen,
                        ValidFrom = app.Time.GetUtcNow(),
                    }
                );
            return await db.SaveChangesAsync();
        });
    }
}
