using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using Page = SystemUserManager.Web.Tests.Host.Page;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>Waiting for a tool to confirm, on the system user's page and behind a link that opens once.</summary>
public abstract class ConfirmTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ConfirmTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ConfirmTests(app), IClassFixture<PostgresPagesApp>;

    /// <summary>The path of the one-time link that a page shows.</summary>
    internal static string LinkOn(Page page) =>
        new Uri(page.Document.QuerySelector("#consumers code")!.TextContent.Trim()).PathAndQuery;

    [FactOnOneDatabase]
    public async Task It_is_waited_for_until_somebody_says_that_it_works()
    {
        var (systemUser, _, administrator) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}";
        var waiting = await administrator.GetAsync(path);
        Assert.Contains("Waiting for Nightly import to confirm", waiting.Text);
        Assert.Contains(
            "This tool never shows it; someone with read access to the vault copies it there.",
            waiting.Text
        );

        var answer = await administrator.PressAsync(path, "It works with this token");

        Assert.True(answer.IsRedirect);
        var page = await administrator.GetAsync(path);
        Assert.Contains("It works with this token", page.Text);
        Assert.DoesNotContain("Waiting for", page.Text);
    }

    [FactOnOneDatabase]
    public async Task Its_contact_may_confirm_and_another_reader_has_no_button()
    {
        var (systemUser, consumer, _) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}";
        var contact = await app.GivenAccountAsync(Role.Auditor, systemUser.PortfolioId);
        await app.InDatabaseAsync(db =>
            db.Consumers.Where(c => c.Id == consumer.Id)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.Contact, contact.Email))
        );
        var other = await app.SignInAsync(Role.Offboarder, systemUser.PortfolioId);
        Assert.Null((await other.GetAsync(path)).Document.QuerySelector("#consumers button"));
        var sent = await SendAsync(other, path, "Confirm", consumer.Id);
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);

        var browser = await app.SignInAsync(contact.Email!);
        Assert.DoesNotContain("Make a one-time link", (await browser.GetAsync(path)).Text);
        Assert.True((await browser.PressAsync(path, "It works with this token")).IsRedirect);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(browser, path, "Link", consumer.Id)).Status);
    }

    [FactOnOneDatabase]
    public async Task A_consumer_of_another_portfolio_is_not_found()
    {
        var (_, theirs, _) = await GivenAsync();
        var (ours, _, _) = await GivenAsync();
        var browser = await app.SignInAsync(Role.Administrator, ours.PortfolioId);
        var path = $"/SystemUsers/{ours.Id}";

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(browser, path, "Confirm", theirs.Id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(browser, path, "Link", theirs.Id)).Status);
    }

    [FactOnOneDatabase]
    public async Task A_link_is_shown_once_asks_one_thing_and_is_over_after_it()
    {
        var (systemUser, consumer, administrator) = await GivenAsync();
        var made = await administrator.PressAsync($"/SystemUsers/{systemUser.Id}", "Make a one-time link");
        var link = LinkOn(made);
        Assert.DoesNotContain(link, (await administrator.GetAsync($"/SystemUsers/{systemUser.Id}")).Body);
        var anybody = app.NewBrowser();

        var asked = await anybody.GetAsync(link);
        Assert.Equal((HttpStatusCode.OK, "Does it work?"), (asked.Status, asked.Heading));
        Assert.Contains(systemUser.Name, asked.Text);
        Assert.Empty(asked.Document.QuerySelectorAll($"a[href*='{systemUser.Id}']"));
        var thanks = await anybody.PressAsync(link, "It works with this token");

        Assert.Equal((HttpStatusCode.OK, "Thank you"), (thanks.Status, thanks.Heading));
        var after = await app.InDatabaseAsync(db => db.Consumers.AsNoTracking().SingleAsync(c => c.Id == consumer.Id));
        Assert.NotNull(after.ConfirmedTokenId);
        var over = await anybody.GetAsync(link);
        var never = await anybody.GetAsync("/Confirm/AAAAAAAAAAAAAAAAAAAAAA");
        Assert.Equal((HttpStatusCode.NotFound, "This link isn't valid"), (over.Status, over.Heading));
        Assert.Equal((over.Status, over.Text), (never.Status, never.Text));
        Assert.DoesNotContain(app.Log.Lines, l => l.Contains(link.Split('/')[^1], StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task One_apps_token_is_confirmed_by_itself_and_anothers_is_not_waited_for_then()
    {
        var (systemUser, consumer, administrator) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}";
        var first = await app.InDatabaseAsync(db => db.Tokens.SingleAsync(t => t.SystemUserId == systemUser.Id));
        var issue = await app.GivenOperationAsync(systemUser, OperationKind.IssueToken);
        var other = new Token
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            AppId = "the shop app",
            SecretName = "meta-1-shop-secret",
            ProvedAt = app.Time.GetUtcNow(),
            IssueOperationId = issue.Id,
        };
        other.Enter(TokenState.Active, app.Time.GetUtcNow());
        await app.AddAsync(other);

        var page = await administrator.GetAsync(path);
        Assert.Contains("Nobody has said yet whose Nightly import uses.", page.Text, StringComparison.Ordinal);
        var form = page.Document.Forms.Single(f =>
            f.QuerySelector($"[name=tokenId][value='{first.Id}']") is not null
            && f.QuerySelector("button")!.TextContent == "It works with this token"
        );
        var sent = await administrator.SendAsync(
            HttpMethod.Post,
            form.GetAttribute("action")!,
            new FormUrlEncodedContent(Page.Values(form))
        );

        Assert.True(sent.IsRedirect, sent.Text);
        var after = await administrator.GetAsync(path);
        Assert.DoesNotContain("Waiting for", after.Text, StringComparison.Ordinal);
        Assert.Contains("for the shop app, is another app’s", after.Text, StringComparison.Ordinal);
        Assert.Equal(
            first.Id,
            (await app.InDatabaseAsync(db => db.Consumers.SingleAsync(c => c.Id == consumer.Id))).ConfirmedTokenId
        );
    }

    private static async Task<Page> SendAsync(Browser browser, string path, string handler, long consumerId)
    {
        var token = (await browser.GetAsync("/Account/ChangePassword"))
            .Document.QuerySelector("input[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        return await browser.SendAsync(
            HttpMethod.Post,
            $"{path}?handler={handler}",
            new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("consumerId", $"{consumerId}")])
        );
    }

    private async Task<(SystemUser SystemUser, Consumer Consumer, Browser Administrator)> GivenAsync()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Confirm {Guid.NewGuid()}");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "confirm sync");
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        var consumer = await app.GivenConsumerAsync(systemUser.Id, token.Id);
        return (systemUser, consumer, await app.SignInAsync(Role.Administrator, portfolio.Id));
    }
}
