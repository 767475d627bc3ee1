using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

/// <summary>What is different outside Development.</summary>
public sealed class ProductionTests : IAsyncLifetime
{
    private const string PublicUrl = "https://sum.example";
    private readonly WebApp _app = new(DatabaseProvider.Sqlite)
    {
        Environment = "Production",
        ["Sandbox:Enabled"] = null,
        ["Web:PublicUrl"] = PublicUrl,
    };

    public async ValueTask InitializeAsync()
    {
        await KeyCertificate.WriteAsync(_app.Folder);
        KeyCertificate.Use(_app.Folder, _app);
        await _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    [Trait("Id", "W04")]
    public async Task Cookies_are_bound_to_this_host_over_https()
    {
        var browser = _app.NewBrowser(PublicUrl);
        var form = await browser.GetAsync("/Account/SignIn");
        var page = await browser.PostFormAsync(
            "/Account/SignIn",
            new() { ["Input.Email"] = WebApp.AdministratorEmail, ["Input.Password"] = WebApp.Password }
        );

        var cookies = form
            .Response.Headers.GetValues("Set-Cookie")
            .Concat(page.Response.Headers.GetValues("Set-Cookie"))
            .Where(c => !c.Contains("=;", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(cookies, c => c.StartsWith("__Host-sum=", StringComparison.Ordinal));
        foreach (var cookie in cookies)
        {
            var flags = cookie.ToLowerInvariant().Split("; ");
            Assert.StartsWith("__host-", flags[0], StringComparison.Ordinal);
            Assert.Contains("secure", flags);
            Assert.Contains("httponly", flags);
            Assert.Contains("path=/", flags);
            Assert.Contains("samesite=lax", flags);
        }
        // A second factor is required here.
        Assert.Equal("/Account/TwoFactor", PathOf(await browser.GetAsync("/Settings/People")));
        await CodeGenerator.SetUpAsync(_app, browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
    }

    [Fact]
    [Trait("Id", "W10")]
    public async Task Plain_http_leads_to_https_and_browsers_are_told_to_stay_there()
    {
        var plain = await _app.NewBrowser("http://sum.example").GetAsync("/Account/SignIn");
        Assert.True(plain.IsRedirect);
        Assert.Equal("https", plain.Response.Headers.Location!.Scheme);

        var secure = await _app.NewBrowser(PublicUrl).GetAsync("/Account/SignIn");
        Assert.StartsWith(
            "max-age=31536000",
            Assert.Single(secure.Response.Headers.GetValues("Strict-Transport-Security")),
            StringComparison.Ordinal
        );
        // A probe inside the container has neither.
        Assert.Equal(HttpStatusCode.OK, (await _app.NewBrowser().GetAsync("/health/live")).Status);
    }

    [Fact]
    [Trait("Id", "W11")]
    public async Task The_keys_in_the_database_are_encrypted()
    {
        await _app.NewBrowser(PublicUrl).GetAsync("/Account/SignIn");
        var keys = await _app.AsSystemAsync(s => s.Get<AppDb>().DataProtectionKeys.ToListAsync());
        Assert.NotEmpty(keys);
        Assert.All(keys, k => Assert.Contains("EncryptedData", k.Xml, StringComparison.Ordinal));
        Assert.All(keys, k => Assert.DoesNotContain("<masterKey", k.Xml, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Under_another_name_only_probes_are_answered()
    {
        using var client = _app.CreateClient();
        // A probe asks by the address of the process.
        foreach (var name in new[] { "evil.example", "10.1.2.3:8080" })
        {
            foreach (var path in new[] { "/Account/SignIn", "/css/site.css", "/none" })
                Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client, path, name));
            foreach (var path in new[] { "/health/live", "/health/ready" })
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, path, name));
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{PublicUrl}{path}");
        request.Headers.Host = name;
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static string? PathOf(Page page) => page.Response.Headers.Location?.ToString();
}
