using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>What must hold for every endpoint there is, also for those that are added later.</summary>
public sealed class EndpointTests(SqliteWebApp app) : IClassFixture<SqliteWebApp>
{
    /// <summary>Open to everybody, on purpose.</summary>
    private static readonly string[] Anonymous =
    [
        "/Account/AccessDenied",
        "/Account/SignIn",
        "/Account/SignInCode",
        "/Account/SignInProvider",
        "/Error",
        "/NotFound",
        "/Setup/Index",
        "/SystemUsers/Confirm",
        "/Theme",
    ];

    /// <summary>They only say what went wrong with another request, whatever its method was.</summary>
    private static readonly string[] WithoutAct = ["/Account/AccessDenied", "/Error", "/NotFound"];

    /// <summary>What they answer to somebody who comes from nowhere, where that isn't OK.</summary>
    private static readonly Dictionary<string, HttpStatusCode> OpenAnswers = new()
    {
        ["/Account/AccessDenied"] = HttpStatusCode.Forbidden,
        ["/Account/SignInCode"] = HttpStatusCode.Found,
        ["/Account/SignInProvider"] = HttpStatusCode.NotFound,
        ["/NotFound"] = HttpStatusCode.NotFound,
        ["/Setup/Index"] = HttpStatusCode.NotFound,
        ["/SystemUsers/Confirm"] = HttpStatusCode.NotFound,
    };

    [Fact]
    public void No_page_is_open_to_everybody_by_accident()
    {
        var open = Pages()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(ViewPath)
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Anonymous, open);
    }

    [Fact]
    public void Besides_pages_only_assets_and_health_are_open_to_everybody()
    {
        var open = Endpoints()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is null)
            .Select(e => e.RoutePattern.RawText)
            .Order(StringComparer.Ordinal);
        Assert.Equal(["/health/live", "/health/ready"], open);
    }

    [Fact]
    [Trait("Id", "W01")]
    public async Task Every_form_needs_its_antiforgery_token_and_changes_nothing_without()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var before = (await app.AuditAsync()).Count;
        foreach (var page in Pages().Where(e => !WithoutAct.Contains(ViewPath(e))))
        {
            foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
            {
                var form = new FormUrlEncodedContent([
                    new("Input.Reason", "x"),
                    new("Input.Password", WebApp.Password),
                ]);
                var answer = await administrator.SendAsync(method, Path(page), form);
                Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{method} {Path(page)}: {answer.Status}");
            }
        }
        Assert.Equal(before, (await app.AuditAsync()).Count);
    }

    [Fact]
    [Trait("Id", "W10")]
    public async Task Every_answer_tells_the_browser_to_be_careful()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var paths = Endpoints().Select(Path).Concat(["/nothing-here", "/Settings/People/999"]).Distinct();
        foreach (var browser in new[] { administrator, app.NewBrowser(), await app.SignInAsync(Role.Auditor) })
        {
            foreach (var path in paths)
            {
                var headers = (await browser.GetAsync(path)).Response.Headers;
                Assert.Equal("nosniff", Single(headers, "X-Content-Type-Options", path));
                Assert.Equal("DENY", Single(headers, "X-Frame-Options", path));
                Assert.Equal("no-referrer", Single(headers, "Referrer-Policy", path));
                Assert.Equal("same-origin", Single(headers, "Cross-Origin-Opener-Policy", path));
                Assert.Contains("camera=()", Single(headers, "Permissions-Policy", path), StringComparison.Ordinal);
                Assert.False(headers.Contains("Server"), path);
                var policy = Single(headers, "Content-Security-Policy", path);
                foreach (var rule in Rules)
                    Assert.Contains(rule, policy, StringComparison.Ordinal);
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    [Trait("Id", "W10")]
    public async Task No_page_is_kept_by_the_browser()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null))
        {
            var headers = (await administrator.GetAsync(Path(endpoint))).Response.Headers;
            Assert.True(headers.CacheControl?.NoStore, Path(endpoint));
        }
    }

    /// <summary>The others are opened in <see cref="AccessMatrixTests"/>, each with a real object.</summary>
    [Fact]
    public async Task An_open_page_has_no_script_or_style_of_its_own_and_opening_it_changes_nothing()
    {
        var nobody = app.NewBrowser();
        var before = (await app.AuditAsync()).Count;
        foreach (var endpoint in Pages().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null))
        {
            var page = await nobody.GetAsync(Path(endpoint));
            var expected = OpenAnswers.GetValueOrDefault(ViewPath(endpoint), HttpStatusCode.OK);
            Assert.True(page.Status == expected, $"{Path(endpoint)}: {page.Status} instead of {expected}");
            OwnScripts.SeeNone(page, Path(endpoint));
        }
        Assert.Equal(before, (await app.AuditAsync()).Count);
    }

    private static readonly string[] Rules =
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ];

    private IEnumerable<RouteEndpoint> Endpoints() =>
        app.Services.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<RouteEndpoint> Pages() =>
        Endpoints().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null);

    private static string ViewPath(Endpoint page) => page.Metadata.GetMetadata<PageActionDescriptor>()!.ViewEnginePath;

    /// <summary>With 1 for each parameter: the administrator's own account, among others.</summary>
    private static string Path(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Part))));

    private static string Part(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) =>
        part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => "1",
        };

    private static string Single(System.Net.Http.Headers.HttpResponseHeaders headers, string name, string path)
    {
        Assert.True(headers.TryGetValues(name, out var values), $"{path} has no {name}");
        return Assert.Single(values);
    }
}
