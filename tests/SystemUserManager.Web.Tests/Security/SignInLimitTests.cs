using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;
using Page = SystemUserManager.Web.Tests.Host.Page;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>
/// Each form that opens a door takes so many tries of one address in a minute, and no more. The addresses are those that
/// a reverse proxy passes on.
/// </summary>
public sealed class SignInLimitTests(SignInLimitTests.LimitedApp app) : IClassFixture<SignInLimitTests.LimitedApp>
{
    private const int Tries = 3;
    private static int _addresses;

    /// <summary>Open to everybody, and nothing in them is to be guessed.</summary>
    private static readonly string[] NothingToGuess =
    [
        "/Account/AccessDenied",
        "/Account/SignInProvider",
        "/Error",
        "/NotFound",
        "/Theme",
    ];

    [Theory]
    [InlineData("/Account/SignIn")]
    [InlineData("/Account/SignIn?handler=Passkey")]
    [InlineData("/Account/SignInCode")]
    [InlineData("/Account/SignInCode?recovery=true")]
    [InlineData("/Account/Prove")]
    [InlineData("/Account/Prove?handler=Code")]
    [InlineData("/Account/Prove?handler=Passkey")]
    [InlineData("/Account/ChangePassword")]
    [InlineData("/Account/TwoFactor")]
    [InlineData("/Account/TwoFactor?handler=TurnOff")]
    [InlineData("/Confirm/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/Setup")]
    public async Task One_try_too_many_is_refused_in_words_and_another_address_is_not_concerned(string path)
    {
        var browser = From(NewAddress());
        for (var i = 0; i < Tries; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await SendAsync(browser, path)).Status);

        var page = await SendAsync(browser, path);

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Equal("Too many tries", page.Heading);
        Assert.Contains("Nothing was changed. Wait a minute, then try again.", page.Text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(1), page.Response.Headers.RetryAfter?.Delta);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await SendAsync(From(NewAddress()), path)).Status);
    }

    [Fact]
    public async Task The_right_password_is_not_looked_at_after_too_many_tries_and_signs_in_from_another_address()
    {
        var email = (await app.GivenAccountAsync(Role.Auditor)).Email!;
        var (used, other) = (From(NewAddress()), From(NewAddress()));
        for (var i = 0; i < Tries; i++)
            await SignInAsync(used, email, "wrong horse battery");
        var looked = app.PasswordsLookedAt;

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(used, email, WebApp.Password)).Status);
        Assert.Equal(looked, app.PasswordsLookedAt);
        Assert.True((await SignInAsync(other, email, WebApp.Password)).IsRedirect);
    }

    [Fact]
    public async Task Tries_at_one_door_count_at_the_others()
    {
        var browser = From(NewAddress());
        await SendAsync(browser, "/Account/SignIn");
        await SendAsync(browser, "/Account/SignInCode");
        await SendAsync(browser, "/Setup");
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await SendAsync(browser, "/Confirm/AAAAAAAAAAAAAAAAAAAAAA")).Status
        );
    }

    [Fact]
    public async Task Opening_a_page_is_no_try()
    {
        var browser = From(NewAddress());
        for (var i = 0; i < Tries * 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account/SignIn")).Status);
    }

    [Fact]
    public async Task The_addresses_of_one_network_of_version_6_share_their_tries()
    {
        for (var i = 1; i <= Tries; i++)
            await SendAsync(From($"2001:db8:1:2::{i}"), "/Account/SignIn");
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await SendAsync(From("2001:db8:1:2:ffff::9"), "/Account/SignIn")).Status
        );
        Assert.NotEqual(
            HttpStatusCode.TooManyRequests,
            (await SendAsync(From("2001:db8:1:3::1"), "/Account/SignIn")).Status
        );
    }

    [Fact]
    public void Every_page_that_is_open_to_everybody_is_limited_unless_nothing_in_it_is_to_be_guessed()
    {
        var open = app
            .Services.Get<EndpointDataSource>()
            .Endpoints.Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(e => e.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null)
            .Select(e => e.Metadata.GetMetadata<PageActionDescriptor>()!.ViewEnginePath)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(NothingToGuess, open);
    }

    /// <summary>As it comes, without the page before it: a try is counted before anything in it is looked at.</summary>
    private static Task<Page> SendAsync(Browser browser, string path) =>
        browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent([]));

    private static Task<Page> SignInAsync(Browser browser, string email, string password) =>
        browser.PostFormAsync("/Account/SignIn", new() { ["Input.Email"] = email, ["Input.Password"] = password });

    private static string NewAddress() => $"203.0.113.{Interlocked.Increment(ref _addresses)}";

    private Browser From(string address) => app.NewBrowser().ComingFrom(address);

    /// <summary>Three tries for an address, in place of as many as tests want.</summary>
    public sealed class LimitedApp : WebApp
    {
        public LimitedApp()
            : base(DatabaseProvider.Sqlite)
        {
            this["Web:SignInsPerMinute"] = $"{Tries}";
            this["Web:TrustedProxies"] = "10.0.0.0/8";
        }
    }
}
