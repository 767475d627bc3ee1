using System.Net;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class SignInTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : SignInTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : SignInTests(app), IClassFixture<PostgresWebApp>;

    private const string Wrong = "wrong horse battery";

    [Fact]
    public async Task The_right_password_signs_in_and_is_noted()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);

        var page = await TryAsync(account.Email!, WebApp.Password);

        Assert.Equal("/", page.Location);
        Assert.Equal(app.Time.GetUtcNow(), (await app.AccountAsync(account.Email!)).LastSignInAt);
        var row = (await app.AuditAsync())[^1];
        Assert.Equal(("Sign in", AuditOutcome.Succeeded, account.Id), (row.Action, row.Outcome, row.ActorId));
        Assert.NotNull(row.RequestId);
    }

    [Fact]
    [Trait("Id", "W05")]
    public async Task A_known_and_an_unknown_e_mail_get_the_same_answer_for_the_same_work()
    {
        var known = await app.GivenAccountAsync(Role.Auditor);
        var ended = await app.GivenAccountAsync(Role.Auditor);
        await app.AsSystemAsync(s => s.Get<EndAccount>().RunAsync(new(ended.Id, "left"), default));

        var answers = new List<(string Body, int Hashes)>();
        foreach (var email in new[] { known.Email!, ended.Email!, "nobody@example.com" })
        {
            var before = app.PasswordsLookedAt;
            var page = await TryAsync(email, Wrong);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            answers.Add((Neutral(page, email), app.PasswordsLookedAt - before));
        }

        Assert.All(answers, a => Assert.Equal(1, a.Hashes));
        Assert.Single(answers.Select(a => a.Body).Distinct());
    }

    [Fact]
    public async Task What_an_unknown_person_typed_is_not_kept()
    {
        await TryAsync("typed-my-password-here@example.com", Wrong);
        var row = (await app.AuditAsync())[^1];
        Assert.Equal(("Sign in", AuditOutcome.Failed), (row.Action, row.Outcome));
        Assert.DoesNotContain("typed", row.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Log.Lines, l => l.Contains("typed-my", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Id", "W05")]
    public async Task Five_wrong_passwords_lock_the_account_for_fifteen_minutes()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        for (var i = 0; i < 5; i++)
            await TryAsync(email, Wrong);

        Assert.False((await TryAsync(email, WebApp.Password)).IsRedirect);
        Assert.Contains(await app.AuditAsync(), e => e.Action == "Lock account" && e.ObjectLabel.Contains(email));

        app.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.False((await TryAsync(email, WebApp.Password)).IsRedirect);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await TryAsync(email, WebApp.Password)).IsRedirect);
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones_before_it()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await TryAsync(email, Wrong);
            Assert.True((await TryAsync(email, WebApp.Password)).IsRedirect);
        }
    }

    [Fact]
    public async Task Many_tries_at_once_are_no_more_than_five()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => TryAsync(email, Wrong))));

        Assert.False((await TryAsync(email, WebApp.Password)).IsRedirect);
        Assert.Single(await app.AuditAsync(), e => e.Action == "Lock account" && e.ObjectLabel.Contains(email));
    }

    [Fact]
    public async Task An_administrator_unlocks_an_account_sooner()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        for (var i = 0; i < 5; i++)
            await TryAsync(account.Email!, Wrong);
        var administrator = await app.SignInAsAdministratorAsync();

        var page = await administrator.PressAsync($"/Settings/People/{account.Id}", "Unlock now");

        Assert.True(page.IsRedirect);
        Assert.True((await TryAsync(account.Email!, WebApp.Password)).IsRedirect);
        Assert.Contains(
            await app.AuditAsync(),
            e => e.Action == "Unlock account" && e.ObjectLabel.Contains(account.Email!)
        );
    }

    [Fact]
    public async Task A_lock_does_not_end_the_session_of_who_is_in_already()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        for (var i = 0; i < 5; i++)
            await TryAsync(account.Email!, Wrong);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
    }

    [Theory]
    [InlineData("/Account", "/Account")]
    [InlineData("/Settings/People?x=1", "/Settings/People?x=1")]
    [InlineData("~/Account", "/Account")]
    public async Task A_path_of_this_site_is_gone_on_to(string returnUrl, string location)
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        Assert.Equal(location, (await TryAsync(email, WebApp.Password, returnUrl)).Location);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://evil.example/x")]
    [InlineData("HTTPS://EVIL.EXAMPLE")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("////evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\\/evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\r\n/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData(" https://evil.example")]
    [InlineData("~//evil.example")]
    [InlineData("~/\\evil.example")]
    [InlineData("~\\\\evil.example")]
    [InlineData("evil.example")]
    [InlineData("@evil.example")]
    [InlineData(".evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("%2f%2fevil.example")]
    [InlineData("?//evil.example")]
    [InlineData("#//evil.example")]
    [Trait("Id", "W06")]
    public async Task Nothing_leads_to_another_site(string returnUrl)
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        Assert.Equal("/", (await TryAsync(email, WebApp.Password, returnUrl)).Location);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_asked_to_and_comes_back()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        var browser = app.NewBrowser();
        var asked = await browser.GetAsync("/Account?tab=1");
        Assert.StartsWith("/Account/SignIn?returnUrl=", asked.Location, StringComparison.Ordinal);

        var page = await browser.PostFormAsync(asked.Location!, Form(email, WebApp.Password));

        Assert.Equal("/Account?tab=1", page.Location);
    }

    private Task<Page> TryAsync(string email, string password, string? returnUrl = null) =>
        app.NewBrowser()
            .PostFormAsync(
                returnUrl is null ? "/Account/SignIn" : $"/Account/SignIn?returnUrl={Uri.EscapeDataString(returnUrl)}",
                Form(email, password)
            );

    private static Dictionary<string, string> Form(string email, string password) =>
        new() { ["Input.Email"] = email, ["Input.Password"] = password };

    /// <summary>The page without what differs from answer to answer: the antiforgery token, and the e-mail that was typed.</summary>
    private static string Neutral(Page page, string email)
    {
        foreach (var token in page.Document.QuerySelectorAll("[name=__RequestVerificationToken]"))
            token.Remove();
        return page.Document.DocumentElement.OuterHtml.Replace(email, "EMAIL", StringComparison.Ordinal);
    }
}
