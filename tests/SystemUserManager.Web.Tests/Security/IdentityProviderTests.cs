using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tests.Shared.OpenIdConnect;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>People sign in through a real OpenID Connect provider on loopback.</summary>
public abstract class IdentityProviderTests(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Administrators = "11111111-admins";
    private const string Auditors = "22222222-auditors";

    private OidcServer _oidc = null!;
    private WebApp _app = null!;

    public sealed class OnSqlite() : IdentityProviderTests(DatabaseProvider.Sqlite);

    public sealed class OnPostgres() : IdentityProviderTests(DatabaseProvider.Postgres);

    public async ValueTask InitializeAsync()
    {
        _oidc = await OidcServer.StartAsync(
            new KnownPerson("s-ada", "Ada Lovelace", "ada@example.com", true, Administrators),
            new KnownPerson("s-max", "Max Auditor", "max@example.com", null, Auditors, "something else"),
            new KnownPerson("s-nobody", "Nora", "nora@example.com", true, "another group"),
            new KnownPerson("s-bare", "Bare", null, null, Auditors)
        );
        _app = new WebApp(provider)
        {
            ["OpenIdConnect:Authority"] = _oidc.Authority,
            ["OpenIdConnect:ClientId"] = OidcServer.ClientId,
            ["OpenIdConnect:ClientSecret"] = OidcServer.ClientSecret,
            ["OpenIdConnect:Roles:Administrator"] = Administrators,
            ["OpenIdConnect:Roles:Auditor"] = Auditors,
            ["OpenIdConnect:Name"] = "Example ID",
        };
        // Its signed tokens and this browser's cookies end by the clock on the wall. Before the app starts: it would live
        // through all the time between, sign of life by sign of life.
        var now = TimeProvider.System.GetUtcNow();
        if (now > _app.Time.GetUtcNow())
            _app.Time.SetUtcNow(now);
        _oidc.Time = _app.Time;
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _oidc.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_person_gets_an_account_with_the_role_of_the_group()
    {
        var browser = _app.NewBrowser();

        var page = await ThroughProviderAsync(browser, "s-max");

        Assert.Equal("/", page.Location);
        var account = await _app.AccountAsync("max@example.com");
        Assert.Equal("Max Auditor", account.Name);
        Assert.Null(account.PasswordHash);
        Assert.Equal((Role.Auditor, null), Assert.Single(account.Roles.Select(r => (r.Role, r.PortfolioId))));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Audit")).Status);
        var own = await browser.GetAsync("/Account");
        Assert.Contains("Example ID, which keeps password", own.Text, StringComparison.Ordinal);
        var rows = (await _app.AuditAsync()).Where(e => e.ActorId == account.Id).ToList();
        Assert.Equal(["Create account", "Join account to identity provider", "Sign in"], rows.Select(r => r.Action));
        Assert.Equal("by identity provider", rows[2].After);
        Assert.DoesNotContain(_app.Log.Lines, l => l.Contains(OidcServer.ClientSecret, StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task The_same_person_is_known_again_by_the_subject_and_has_the_roles_of_now()
    {
        await ThroughProviderAsync(_app.NewBrowser(), "s-max");
        _oidc.People["s-max"] = new KnownPerson("s-max", "Max", "renamed@example.com", null, Administrators);

        var browser = _app.NewBrowser();
        await ThroughProviderAsync(browser, "s-max");

        var account = await _app.AccountAsync("max@example.com");
        Assert.Equal(Role.Administrator, Assert.Single(account.Roles).Role);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
        var change = (await _app.AuditAsync()).Single(e => e.Action == "Change roles");
        Assert.Equal(account.Id, change.ActorId);
    }

    [FactOnOneDatabase]
    public async Task Out_of_the_groups_nobody_is_signed_in_and_the_roles_are_gone()
    {
        var open = _app.NewBrowser();
        await ThroughProviderAsync(open, "s-max");
        _oidc.People["s-max"] = _oidc.People["s-max"] with { Groups = ["another group"] };

        var page = await ThroughProviderAsync(_app.NewBrowser(), "s-max");

        Assert.Contains("none of your groups there has a role here", page.Text, StringComparison.Ordinal);
        Assert.Empty((await _app.AccountAsync("max@example.com")).Roles);
        Assert.Equal(HttpStatusCode.Forbidden, (await open.GetAsync("/Audit")).Status);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("s-nobody", "none of your groups there has a role here")]
    [Row("s-bare", "did not say your e-mail")]
    public async Task Who_may_not_in_gets_no_account(string subject, string sentence)
    {
        var browser = _app.NewBrowser();

        var page = await ThroughProviderAsync(browser, subject);

        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        Assert.Null(browser.Session);
        Assert.Equal(1, await _app.AsSystemAsync(s => s.Get<AppDb>().Users.CountAsync()));
        Assert.Equal(0, await _app.AsSystemAsync(s => s.Get<AppDb>().UserLogins.CountAsync()));
    }

    [FactOnOneDatabase]
    public async Task An_account_from_before_is_joined_by_a_verified_email_alone()
    {
        var old = await _app.GivenAccountAsync(Role.Offboarder);
        // Its handed-over password was never changed, and needn't be any more.
        await _app.AsSystemAsync(s =>
            s.Get<AppDb>()
                .Users.Where(a => a.Id == old.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.MustChangePassword, true))
        );
        _oidc.People["s-new"] = new KnownPerson("s-new", "Newly", old.Email, null, Auditors);
        var refused = await ThroughProviderAsync(_app.NewBrowser(), "s-new");
        Assert.Contains("it may not be yours", refused.Text, StringComparison.Ordinal);
        Assert.Equal(Role.Offboarder, Assert.Single((await _app.AccountAsync(old.Email!)).Roles).Role);

        _oidc.People["s-new"] = _oidc.People["s-new"] with { EmailIsVerified = true };
        var browser = _app.NewBrowser();
        var page = await ThroughProviderAsync(browser, "s-new");

        Assert.Equal("/", page.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        var account = await _app.AccountAsync(old.Email!);
        Assert.Equal((old.Id, Role.Auditor), (account.Id, Assert.Single(account.Roles).Role));
    }

    [FactOnOneDatabase]
    public async Task An_ended_account_stays_out()
    {
        await ThroughProviderAsync(_app.NewBrowser(), "s-max");
        var administrator = await _app.SignInAsAdministratorAsync();
        var id = (await _app.AccountAsync("max@example.com")).Id;
        await administrator.PostFormAsync($"/Settings/People/{id}/End", new() { ["Input.Reason"] = "Left." });

        var browser = _app.NewBrowser();
        var page = await ThroughProviderAsync(browser, "s-max");

        Assert.Contains("Your account here was ended", page.Text, StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [FactOnOneDatabase]
    public async Task Passwords_open_the_break_glass_account_alone()
    {
        var auditor = await _app.GivenAccountAsync(Role.Auditor);
        var second = await _app.GivenAccountAsync(Role.Administrator);
        Assert.Contains("through Example ID", (await ByPasswordAsync(auditor.Email!)).Text, StringComparison.Ordinal);
        // None is chosen yet: an administrator is let in to choose one.
        var administrator = await _app.SignInAsAdministratorAsync();
        var list = await administrator.GetAsync("/Settings/People");
        Assert.Contains("No break-glass account is chosen", list.Text, StringComparison.Ordinal);
        var own = await _app.AccountAsync(WebApp.AdministratorEmail);
        await administrator.PressAsync($"/Settings/People/{own.Id}", "Make it the break-glass account");

        Assert.True((await _app.AccountAsync(WebApp.AdministratorEmail)).IsBreakGlass);
        Assert.True((await ByPasswordAsync(WebApp.AdministratorEmail)).IsRedirect);
        Assert.Contains("through Example ID", (await ByPasswordAsync(second.Email!)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "through Example ID, and",
            (await ByPasswordAsync(second.Email!, "wrong password here")).Text,
            StringComparison.Ordinal
        );
        var row = (await _app.AuditAsync()).Single(e => e.Action == "Choose break-glass account");
        Assert.Equal($"Break-glass account: {WebApp.AdministratorEmail}", row.After);
    }

    [FactOnOneDatabase]
    public async Task An_auditor_can_not_be_the_break_glass_account()
    {
        var auditor = await _app.GivenAccountAsync(Role.Auditor);
        var administrator = await _app.SignInAsAdministratorAsync();

        var form = (await administrator.GetAsync($"/Settings/People/{auditor.Id}")).Form([
            "__RequestVerificationToken",
        ]);

        var page = await administrator.SendAsync(
            HttpMethod.Post,
            $"/Settings/People/{auditor.Id}?handler=BreakGlass",
            new FormUrlEncodedContent(Page.Values(form))
        );

        Assert.Contains("needs a password of its own, the role Administrator", page.Text, StringComparison.Ordinal);
        Assert.False((await _app.AccountAsync(auditor.Email!)).IsBreakGlass);
    }

    [FactOnOneDatabase]
    public async Task The_break_glass_account_is_not_taken_over_by_its_email()
    {
        var administrator = await _app.SignInAsAdministratorAsync();
        var own = await _app.AccountAsync(WebApp.AdministratorEmail);
        await administrator.PressAsync($"/Settings/People/{own.Id}", "Make it the break-glass account");
        _oidc.People["s-eve"] = new KnownPerson("s-eve", "Eve", WebApp.AdministratorEmail, true, Auditors);

        var browser = _app.NewBrowser();
        await ThroughProviderAsync(browser, "s-eve");

        Assert.Null(browser.Session);
        Assert.Equal(0, await _app.AsSystemAsync(s => s.Get<AppDb>().UserLogins.CountAsync()));
    }

    [FactOnOneDatabase]
    public async Task A_fresh_proof_comes_from_the_provider_and_what_was_typed_goes_on()
    {
        var browser = _app.NewBrowser();
        await ThroughProviderAsync(browser, "s-ada");
        _app.Time.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.GetAsync("/Settings/People/Add");
        Assert.StartsWith("/Account/Prove", asked.Location, StringComparison.Ordinal);
        var prove = await browser.GetAsync(asked.Location!);
        Assert.Empty(prove.Document.QuerySelectorAll("main input[type=password]"));
        var link = prove.Document.QuerySelector("main a.btn-primary")!.GetAttribute("href")!;
        var back = await ThroughProviderAsync(browser, "s-ada", link);

        Assert.Equal("/Settings/People/Add", back.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People/Add")).Status);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(60, false, false)]
    [Row(2, false, true)]
    [Row(2, true, false)]
    public async Task A_sign_in_is_as_fresh_as_the_provider_says(int minutesAgo, bool hides, bool isFresh)
    {
        (_oidc.SignedInAgo, _oidc.HidesAuthTime) = (TimeSpan.FromMinutes(minutesAgo), hides);
        var browser = _app.NewBrowser();

        await ThroughProviderAsync(browser, "s-ada");

        Assert.Equal(isFresh, !(await browser.GetAsync("/Settings/People/Add")).IsRedirect);
        if (isFresh)
        {
            // The two minutes before it count.
            _app.Time.Advance(TimeSpan.FromMinutes(4));
            Assert.True((await browser.GetAsync("/Settings/People/Add")).IsRedirect);
        }
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("/Account/Prove", "Password", WebApp.Password)]
    [Row("/Account/Prove?handler=Code", "Code", "123456")]
    public async Task What_this_app_keeps_proves_no_session_of_the_provider(string path, string field, string value)
    {
        _oidc.People["s-old"] = new KnownPerson("s-old", "Old", WebApp.AdministratorEmail, true, Administrators);
        var browser = _app.NewBrowser();
        await ThroughProviderAsync(browser, "s-old");
        var form = (await browser.GetAsync("/Account")).Form(["__RequestVerificationToken"]);

        var page = await browser.SendAsync(
            HttpMethod.Post,
            path,
            new FormUrlEncodedContent([.. Page.Values(form), new(field, value)])
        );

        Assert.Contains("Here Example ID says who you are", page.Text, StringComparison.Ordinal);
        Assert.True((await browser.GetAsync("/Settings/People/Add")).IsRedirect);
        Assert.Contains(
            await _app.AuditAsync(),
            r => r.Action.StartsWith("Prove", StringComparison.Ordinal) && r.Outcome == AuditOutcome.Failed
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("s-max", false, "You may not prove who you are as somebody else")]
    [Row("s-ada", true, "did not say that you signed in just now")]
    public async Task An_old_proof_or_somebody_elses_opens_nothing(string subject, bool hides, string sentence)
    {
        await ThroughProviderAsync(_app.NewBrowser(), "s-max");
        var browser = _app.NewBrowser();
        await ThroughProviderAsync(browser, "s-ada");
        _app.Time.Advance(TimeSpan.FromMinutes(6));
        _oidc.HidesAuthTime = hides;

        var page = await ThroughProviderAsync(browser, subject, "/Account/SignInProvider?prove=true");

        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        Assert.True((await browser.GetAsync("/Settings/People/Add")).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in()
    {
        var victim = _app.NewBrowser();

        var page = await victim.GetAsync("/Account/SignInProvider/Callback?code=stolen&state=made-up");

        Assert.Equal("/Account/SignInProvider?handler=Failed", page.Location);
        var shown = await victim.GetAsync(page.Location!);
        Assert.Contains("did not sign you in", shown.Text, StringComparison.Ordinal);
        Assert.Null(victim.Session);
    }

    [FactOnOneDatabase]
    public async Task It_is_asked_with_a_proof_key_and_sends_people_to_paths_of_this_site_only()
    {
        var browser = _app.NewBrowser();
        var there = (await browser.GetAsync("/Account/SignInProvider?returnUrl=https://evil.example/")).Location!;
        Assert.Contains("code_challenge_method=S256", there, StringComparison.Ordinal);
        Assert.Contains("response_type=code", there, StringComparison.Ordinal);
        Assert.DoesNotContain(OidcServer.ClientSecret, there, StringComparison.Ordinal);

        var page = await ThroughProviderAsync(
            browser,
            "s-ada",
            "/Account/SignInProvider?returnUrl=https://evil.example/"
        );

        Assert.Equal("/", page.Location);
    }

    private Task<Page> ByPasswordAsync(string email, string password = WebApp.Password) =>
        _app.NewBrowser()
            .PostFormAsync("/Account/SignIn", new() { ["Input.Email"] = email, ["Input.Password"] = password });

    /// <summary>To the provider, chooses who they are, and back; the page after it, or where that leads.</summary>
    private static async Task<Page> ThroughProviderAsync(
        Browser browser,
        string subject,
        string path = "/Account/SignInProvider"
    )
    {
        var there = (await browser.GetAsync(path)).Location!;
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var answer = await client.GetAsync(new Uri($"{there}&as={subject}"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var back = await browser.GetAsync(answer.Headers.Location!.PathAndQuery);
        return await browser.GetAsync(back.Location!);
    }
}
