using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class SessionTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : SessionTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : SessionTests(app), IClassFixture<PostgresWebApp>;

    [Fact]
    [Trait("Id", "W04")]
    public async Task The_cookie_is_for_this_site_and_not_for_scripts()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        var page = await app.NewBrowser()
            .PostFormAsync("/Account/SignIn", new() { ["Input.Email"] = email, ["Input.Password"] = WebApp.Password });

        var cookie = Assert.Single(
            page.Response.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("sum=", StringComparison.Ordinal)
        );
        var flags = cookie.ToLowerInvariant().Split("; ");
        Assert.Contains("httponly", flags);
        Assert.Contains("samesite=lax", flags);
        Assert.Contains("path=/", flags);
        Assert.DoesNotContain(flags, f => f.StartsWith("domain", StringComparison.Ordinal));
        Assert.DoesNotContain(flags, f => f.StartsWith("expires", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Id", "W04")]
    public async Task Signing_in_starts_a_session_of_its_own()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        var first = (await app.SignInAsync(email)).Session!.Value;
        var attacked = app.NewBrowser();
        attacked.UseSession("chosen-by-somebody-else");

        await attacked.PostFormAsync(
            "/Account/SignIn",
            new() { ["Input.Email"] = email, ["Input.Password"] = WebApp.Password }
        );

        Assert.NotEqual("chosen-by-somebody-else", attacked.Session!.Value);
        Assert.NotEqual(first, attacked.Session.Value);
    }

    /// <summary>Another tab was quicker: what comes back from an identity provider or a passkey finds a session there.</summary>
    [Fact]
    [Trait("Id", "W04")]
    public async Task A_session_that_begins_in_the_same_browser_ends_the_one_before_it()
    {
        var (first, second) = (await app.GivenAccountAsync(Role.Auditor), await app.GivenAccountAsync(Role.Auditor));
        var before = (await app.SignInAsync(first.Email!)).Session!.Value;
        var session = await app.AsSystemAsync(services =>
            services.GetRequiredService<AppDb>().Sessions.SingleAsync(s => s.AccountId == first.Id)
        );
        var elsewhere = (await app.SignInAsync(first.Email!)).Session!.Value;
        await using var scope = app.Services.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<CurrentUser>()
            .Become(new CurrentSession(session, first, [], HasSecondFactor: false));

        await scope
            .ServiceProvider.GetRequiredService<StartSession>()
            .RunAsync(new(second, SessionMethods.IdentityProvider, null, null), default);

        Assert.False(await IsAliveAsync(before));
        Assert.True(await IsAliveAsync(elsewhere));
        Assert.Contains(
            await app.AuditAsync(),
            r => r.Action == "End sessions" && r.ObjectLabel.Contains(first.Email!)
        );
    }

    [Fact]
    [Trait("Id", "W04")]
    public async Task A_copied_cookie_is_dead_after_signing_out()
    {
        var browser = await app.SignInAsync(Role.Auditor);
        var copy = browser.Session!.Value;
        Assert.True(await IsAliveAsync(copy));

        var page = await browser.PressAsync("/Account/SignOut", "Sign out");

        Assert.Equal("/Account/SignIn", page.Location);
        Assert.Null(browser.Session);
        Assert.False(await IsAliveAsync(copy));
        Assert.Equal("Sign out", (await app.AuditAsync())[^1].Action);
    }

    [FactOnOneDatabase]
    public async Task Opening_the_address_of_signing_out_changes_nothing()
    {
        var browser = await app.SignInAsync(Role.Auditor);
        await browser.GetAsync("/Account/SignOut");
        Assert.True(await IsAliveAsync(browser.Session!.Value));
    }

    [Fact]
    [Trait("Id", "W04")]
    public async Task A_changed_password_ends_all_sessions_but_the_one_that_changed_it()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        var other = await app.SignInAsync(account.Email!);
        var before = browser.Session!.Value;

        var page = await browser.PostFormAsync("/Account/ChangePassword", NewPassword(WebApp.Password));

        Assert.Equal("/Account", page.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        Assert.False(await IsAliveAsync(before));
        Assert.False(await IsAliveAsync(other.Session!.Value));
        await app.SignInAsync(account.Email!, "another horse battery");
        Assert.Contains(await app.AuditAsync(), e => e.Action == "Change password" && e.ActorId == account.Id);
    }

    [FactOnOneDatabase]
    public async Task Wrong_current_passwords_count_like_those_of_a_sign_in()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        for (var i = 0; i < 5; i++)
        {
            var page = await browser.PostFormAsync("/Account/ChangePassword", NewPassword("wrong horse battery"));
            Assert.Contains("current password is not right", page.Text, StringComparison.Ordinal);
        }
        await browser.PostFormAsync("/Account/ChangePassword", NewPassword(WebApp.Password));
        Assert.True(await IsAliveAsync(browser.Session!.Value));
        Assert.NotNull((await app.AccountAsync(account.Email!)).LockoutEnd);
    }

    [Fact]
    [Trait("Id", "W04")]
    public async Task An_ended_account_is_out_at_once()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        await app.AsSystemAsync(s => s.Get<EndAccount>().RunAsync(new(account.Id, "left"), default));
        Assert.StartsWith("/Account/SignIn", (await browser.GetAsync("/Account")).Location, StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [FactOnOneDatabase]
    public async Task Thirty_idle_minutes_end_a_session_and_each_use_starts_them_anew()
    {
        var browser = await app.SignInAsync(Role.Auditor);
        for (var i = 0; i < 3; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(29));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        }
        app.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task Eight_hours_end_a_session_however_busy()
    {
        var browser = await app.SignInAsync(Role.Auditor);
        for (var minutes = 0; minutes < 8 * 60 - 20; minutes += 20)
        {
            app.Time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        }
        app.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task A_password_that_was_handed_over_is_changed_before_anything_else()
    {
        var account = await app.GivenAccountAsync(Role.Administrator);
        await app.AsSystemAsync(s => s.Get<SetPassword>().RunAsync(account.Id, "handed over by hand", default));
        var browser = await app.SignInAsync(account.Email!, "handed over by hand");

        foreach (var path in new[] { "/", "/Account", "/Settings/People" })
            Assert.Equal("/Account/ChangePassword", (await browser.GetAsync(path)).Location);
        await browser.PostFormAsync("/Account/ChangePassword", NewPassword("handed over by hand"));

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
    }

    private async Task<bool> IsAliveAsync(string session)
    {
        var browser = app.NewBrowser();
        browser.UseSession(session);
        return (await browser.GetAsync("/Account")).Status == HttpStatusCode.OK;
    }

    private static Dictionary<string, string> NewPassword(string current) =>
        new()
        {
            ["Input.CurrentPassword"] = current,
            ["Input.Password"] = "another horse battery",
            ["Input.PasswordAgain"] = "another horse battery",
        };
}
