using System.Net;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Tokens;

/// <summary>Both ways to revoke: one token, and all of a system user.</summary>
public abstract class RevokeTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : RevokeTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : RevokeTests(app), IClassFixture<PostgresPagesApp>;

    [Theory]
    [RowsOnOneDatabase]
    [Row(false, OperationKind.RevokeToken)]
    [Row(true, OperationKind.RevokeAllTokens)]
    public async Task An_offboarder_asks_and_is_led_to_the_operation(bool all, OperationKind kind)
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Offboarder);
        var answer = await browser.PostFormAsync(
            Path(all, systemUser, token),
            new() { ["Input.Reason"] = "It leaked", ["Input.Ticket"] = "SEC-1" }
        );
        var operation = Assert.Single(await app.OperationsAsync(systemUser.PortfolioId), o => o.Kind == kind);
        Assert.Equal($"/Operations/{operation.Id}", answer.Location);
        Assert.Equal(("It leaked", "SEC-1"), (operation.Reason, operation.Ticket));
        Assert.Equal(all ? null : token.Id, operation.TokenId);
        Assert.Equal(systemUser.Id, operation.SystemUserId);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    public async Task Without_a_reason_nothing_is_asked_and_the_ticket_is_kept(bool all)
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Offboarder);
        var page = await browser.PostFormAsync(
            Path(all, systemUser, token),
            new() { ["Input.Reason"] = " ", ["Input.Ticket"] = "SEC-1" }
        );
        Assert.Contains("The reason is missing", page.Document.GetElementById("Input_Reason-error")!.TextContent);
        Assert.Equal("SEC-1", page.Document.GetElementById("Input_Ticket")!.GetAttribute("value"));
        Assert.Single(await app.OperationsAsync(systemUser.PortfolioId));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    public async Task Auditors_may_not(bool all)
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Auditor);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync(Path(all, systemUser, token))).Status);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false, "Stays alive")]
    [Row(true, "Also ends")]
    public async Task The_page_says_what_stops_and_what_becomes_of_the_others(bool all, string others)
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Offboarder);
        await app.AddToAsync(
            systemUser,
            s => new Consumer
            {
                PortfolioId = s.PortfolioId,
                SystemUser = s,
                Tool = "Nightly import",
                Delivery = TokenDelivery.ReadsVault,
            }
        );
        var sibling = await app.GivenTokenAsync(systemUser, TokenState.Active);

        var page = await browser.GetAsync(Path(all, systemUser, token));

        Assert.Contains("Nightly import", page.Text);
        Assert.Contains(others, page.Text);
        Assert.NotNull(page.Document.QuerySelector($"dl a[href='/Tokens/{sibling.Id}']"));
        Assert.Contains("can’t be undone", page.Text);
        Assert.Equal(all, page.Text.Contains("made outside this tool; Meta can't list them", StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task Of_two_tokens_in_one_secret_the_page_says_when_the_latest_version_goes()
    {
        var (systemUser, older, browser) = await GivenAsync(Role.Offboarder);
        var newer = await app.GivenTokenAsync(systemUser, TokenState.Active);

        Assert.Equal(older.SecretName, newer.SecretName);
        var page = await browser.GetAsync($"/Tokens/{newer.Id}/Revoke");
        Assert.Contains("The latest version of the secret is the one that goes", page.Text);
        Assert.Contains($"Token {older.Id} stays readable", page.Text);
        Assert.DoesNotContain("The latest version", (await browser.GetAsync($"/Tokens/{older.Id}/Revoke")).Text);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    public async Task A_revoke_that_is_under_way_is_led_to_and_not_asked_for_again(bool all)
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Offboarder);
        var running = await app.GivenOperationAsync(systemUser, OperationKind.RevokeAllTokens);

        var page = await browser.PostFormAsync(Path(all, systemUser, token), new() { ["Input.Reason"] = "Again" });

        Assert.Contains("under way already", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/Operations/{running.Id}']"));
        Assert.NotNull(page.Document.QuerySelector(".confirm button[disabled]"));
        Assert.Equal(2, (await app.OperationsAsync(systemUser.PortfolioId)).Count);
    }

    [FactOnOneDatabase]
    public async Task A_token_that_is_dead_can_not_be_revoked_again()
    {
        var (systemUser, _, browser) = await GivenAsync(Role.Offboarder);
        var dead = await app.GivenTokenAsync(systemUser, TokenState.Revoked);

        var page = await browser.GetAsync($"/Tokens/{dead.Id}/Revoke");
        Assert.Contains("This token is dead already.", page.Text);
        Assert.NotNull(page.Document.QuerySelector(".confirm button[disabled]"));

        var sent = await browser.PostFormAsync($"/Tokens/{dead.Id}/Revoke", new() { ["Input.Reason"] = "Again" });
        Assert.Contains("There is nothing left to revoke.", sent.Text);
        Assert.Null((await browser.GetAsync($"/Tokens/{dead.Id}")).Document.QuerySelector("a[href$='/Revoke']"));
    }

    [FactOnOneDatabase]
    public async Task Sent_twice_it_is_asked_once()
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Offboarder);
        var path = Path(false, systemUser, token);
        var form = (await browser.GetAsync(path)).Form(["Input.Reason"]);
        var values = Page.Values(form)
            .Where(v => v.Key != "Input.Reason")
            .Append(new("Input.Reason", "Leaked"))
            .ToList();

        var first = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(values));
        var second = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(values));

        Assert.True(first.IsRedirect);
        Assert.Equal(first.Location, second.Location);
    }

    [FactOnOneDatabase]
    public async Task A_token_shows_what_is_known_of_it_and_where_its_value_is()
    {
        var (systemUser, token, browser) = await GivenAsync(Role.Auditor);
        var page = await browser.GetAsync($"/Tokens/{token.Id}");
        Assert.Equal($"Token {token.Id}", page.Heading);
        foreach (var said in new[] { systemUser.Name, "ads_read", "in 60 days", "Active", token.SecretName })
            Assert.Contains(said, page.Text);
        Assert.NotNull(page.Document.QuerySelector($"a[href='/Operations/{token.IssueOperationId}']"));
    }

    private async Task<(SystemUser SystemUser, Token Token, Browser Browser)> GivenAsync(Role role)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Revoke {Guid.NewGuid()}");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "revoke sync");
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        return (systemUser, token, await app.SignInAsync(role, portfolio.Id));
    }

    private static string Path(bool all, SystemUser systemUser, Token token) =>
        all ? $"/SystemUsers/{systemUser.Id}/RevokeAll" : $"/Tokens/{token.Id}/Revoke";
}
