using System.Net;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class FreshSignInTests(WebApp app)
{
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    public sealed class OnSqlite(SqliteWebApp app) : FreshSignInTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : FreshSignInTests(app), IClassFixture<PostgresWebApp>;

    [FactOnOneDatabase]
    public async Task A_page_that_acts_asks_for_a_proof_before_it_opens_and_goes_on_there()
    {
        var browser = await app.SignInAsync(Role.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People/Add")).Status);
        app.Time.Advance(Stale);

        var asked = await browser.GetAsync("/Settings/People/Add");
        Assert.Equal("/Account/Prove?returnUrl=%2FSettings%2FPeople%2FAdd", asked.Location);
        var wrong = await ProveAsync(browser, asked.Location!, "wrong horse battery");
        Assert.Contains("password is not right", wrong.Text, StringComparison.Ordinal);
        Assert.True((await browser.GetAsync("/Settings/People/Add")).IsRedirect);
        var proved = await ProveAsync(browser, asked.Location!, WebApp.Password);

        Assert.Equal("/Settings/People/Add", proved.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People/Add")).Status);
    }

    [Theory]
    [InlineData("/Findings/1/Revert")]
    [InlineData("/Partners/1/End")]
    [InlineData("/Portfolios/1/ControlToken")]
    [InlineData("/Portfolios/1/Mode")]
    [InlineData("/Settings/People/1/Roles")]
    [InlineData("/SystemUsers/1/Access")]
    [InlineData("/SystemUsers/1/RevokeAll")]
    [InlineData("/SystemUsers/1/Tokens/Issue")]
    [InlineData("/SystemUsers/Create")]
    [InlineData("/Tokens/1/Revoke")]
    [Trait("Id", "W10")]
    public async Task What_acts_at_Meta_or_says_who_may_asks_for_a_proof(string path)
    {
        var browser = await app.SignInAsync(Role.Administrator);
        app.Time.Advance(Stale);
        Assert.StartsWith("/Account/Prove", (await browser.GetAsync(path)).Location, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_page_that_only_reads_asks_for_none()
    {
        var browser = await app.SignInAsync(Role.Administrator);
        app.Time.Advance(TimeSpan.FromMinutes(20));
        foreach (var path in new[] { "/", "/Account", "/Settings/People", "/SystemUsers", "/Tokens/1" })
            Assert.False((await browser.GetAsync(path)).IsRedirect, path);
    }

    [FactOnOneDatabase]
    public async Task A_form_that_was_typed_for_too_long_is_sent_on_with_the_proof()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(Role.Administrator);
        var path = $"/Settings/People/{account.Id}/End";
        var form = Fields(await browser.GetAsync(path), ("Input.Reason", "Left, <b>as agreed</b>"));
        app.Time.Advance(Stale);

        var asked = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form));

        Assert.Equal("Prove that it is you", asked.Heading);
        Assert.DoesNotContain("as agreed", asked.Body, StringComparison.Ordinal);
        Assert.Null((await app.AccountAsync(account.Email!)).EndedAt);

        // A wrong password keeps it too.
        var wrong = await SendProofAsync(browser, asked, "wrong horse battery");
        Assert.Contains("password is not right", wrong.Text, StringComparison.Ordinal);
        var again = Fields(wrong, ("Password", WebApp.Password));
        var proved = await browser.SendAsync(HttpMethod.Post, "/Account/Prove", new FormUrlEncodedContent(again));
        Assert.Equal((HttpStatusCode.TemporaryRedirect, path), (proved.Status, proved.Location));

        // What a browser does with status 307: the same fields, sent on.
        var done = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(again));
        Assert.Equal($"/Settings/People/{account.Id}", done.Location);
        Assert.NotNull((await app.AccountAsync(account.Email!)).EndedAt);
        Assert.Equal("Left, <b>as agreed</b>", (await app.AuditAsync()).Last(e => e.Action == "End account").Reason);
    }

    [FactOnOneDatabase]
    public async Task A_form_that_waits_is_taken_by_its_own_address_and_session_alone()
    {
        var (first, second) = (await app.GivenAccountAsync(Role.Auditor), await app.GivenAccountAsync(Role.Auditor));
        var browser = await app.SignInAsync(Role.Administrator);
        var path = $"/Settings/People/{first.Id}/End";
        var form = Fields(await browser.GetAsync(path), ("Input.Reason", "Left"));
        app.Time.Advance(Stale);
        var asked = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form));
        var kept = Fields(asked, ("Password", WebApp.Password));
        await browser.SendAsync(HttpMethod.Post, "/Account/Prove", new FormUrlEncodedContent(kept));

        // To somebody else's page: what comes along isn't taken, and the proof's own fields have no reason.
        var other = await browser.SendAsync(
            HttpMethod.Post,
            $"/Settings/People/{second.Id}/End",
            new FormUrlEncodedContent(kept)
        );
        Assert.Contains("The reason is missing", other.Text, StringComparison.Ordinal);
        var stranger = await app.SignInAsync(Role.Administrator);
        var theirs = Fields(await stranger.GetAsync(path)).Where(f => f.Key != "Input.Reason");
        var sent = await stranger.SendAsync(
            HttpMethod.Post,
            path,
            new FormUrlEncodedContent([.. theirs, kept.Single(f => f.Key == "Kept")])
        );
        Assert.Contains("The reason is missing", sent.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_proof_never_leads_to_another_site()
    {
        var browser = await app.SignInAsync(Role.Administrator);
        foreach (var to in new[] { "https://evil.example", "//evil.example", "/\\evil.example" })
        {
            var path = $"/Account/Prove?returnUrl={Uri.EscapeDataString(to)}";
            Assert.Equal("/", (await ProveAsync(browser, path, WebApp.Password)).Location);
            var form = Fields(await browser.GetAsync(path), ("Password", WebApp.Password));
            form.Add(new("Kept", "x"));
            var sent = await browser.SendAsync(HttpMethod.Post, "/Account/Prove", new FormUrlEncodedContent(form));
            Assert.Equal("/", sent.Location);
        }
    }

    [FactOnOneDatabase]
    public async Task A_code_proves_it_once()
    {
        var browser = await app.SignInAsync(Role.Administrator);
        var codes = await CodeGenerator.SetUpAsync(app, browser);
        app.Time.Advance(Stale);
        var code = codes.Next();
        Assert.True((await browser.PostFormAsync("/Account/Prove", new() { ["Code"] = code })).IsRedirect);
        Assert.False((await browser.PostFormAsync("/Account/Prove", new() { ["Code"] = code })).IsRedirect);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People/Add")).Status);
    }

    private static Task<Page> ProveAsync(Browser browser, string path, string password) =>
        browser.PostFormAsync(path, new() { ["Password"] = password });

    private static Task<Page> SendProofAsync(Browser browser, Page asked, string password) =>
        browser.SendAsync(
            HttpMethod.Post,
            "/Account/Prove",
            new FormUrlEncodedContent(Fields(asked, ("Password", password)))
        );

    /// <summary>The form of a page (that has these fields) as a browser would send it, with these values in it.</summary>
    private static List<KeyValuePair<string, string>> Fields(Page page, params (string Key, string Value)[] typed)
    {
        var form = typed.FirstOrDefault().Key is { } key ? page.Form([key]) : page.Form(["Input.Reason"]);
        return
        [
            .. Page.Values(form).Where(f => typed.All(t => t.Key != f.Key)),
            .. typed.Select(t => KeyValuePair.Create(t.Key, t.Value)),
        ];
    }
}
