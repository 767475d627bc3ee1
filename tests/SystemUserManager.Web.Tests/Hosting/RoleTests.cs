using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

public sealed class RoleTests
{
    [Fact]
    public async Task Web_says_not_ready_until_a_worker_has_brought_the_schema_up_to_date()
    {
        await using var app = new WebApp(DatabaseProvider.Postgres) { EmptyDatabase = true, ["Host:Role"] = "Web" };
        await app.InitializeAsync();
        var browser = app.NewBrowser();

        var early = await browser.GetAsync("/Account/SignIn");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.Status);
        Assert.Equal("Not ready yet", early.Heading);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.GetAsync("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/live")).Status);

        await app.AsSystemAsync(async s =>
        {
            await s.Get<AppDb>().Database.MigrateAsync();
            return 0;
        });
        await app.Log.WhileAsync("Made the first administrator", () => app.Time.Advance(TimeSpan.FromSeconds(2)));

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account/SignIn")).Status);
        await app.SignInAsAdministratorAsync();
    }

    [Fact]
    public async Task A_worker_migrates_and_has_no_page_but_its_health()
    {
        await using var app = new WebApp(DatabaseProvider.Postgres) { EmptyDatabase = true, ["Host:Role"] = "Worker" };
        await app.InitializeAsync();
        var browser = app.NewBrowser();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/Account/SignIn")).Status);
        var routes = app.Services.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        Assert.All(routes, r => Assert.StartsWith("/health", r.RoutePattern.RawText, StringComparison.Ordinal));
    }
}
