using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Portfolios;

public sealed class DemoTests(DemoTests.AppBesideSandbox app) : IClassFixture<DemoTests.AppBesideSandbox>
{
    [Fact]
    public async Task Each_demo_portfolio_has_a_button_until_it_is_connected()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var connect = await administrator.GetAsync("/Portfolios/Connect");
        Assert.Equal(
            ["Connect Northwind Retail", "Connect Contoso Media"],
            connect.Document.QuerySelectorAll("form.demo button").Select(b => b.TextContent)
        );

        var asked = await administrator.PressAsync("/Portfolios/Connect", "Connect Northwind Retail");

        Assert.StartsWith("/Operations/", asked.Location, StringComparison.Ordinal);
        var portfolio = await app.ReadAsync(db => db.Portfolios.SingleAsync(p => p.BusinessId == "1200000000000001"));
        Assert.Equal(
            ("northwind-control-token", "northwind-app-secret", AccessTier.Full, PortfolioMode.ObserveAndAct),
            (portfolio.ControlTokenSecret, portfolio.AppSecretSecret, portfolio.Tier, portfolio.Mode)
        );
        Assert.Equal("Demo", (await app.ReadAsync(db => db.Operations.SingleAsync())).Reason);

        await app.ReadAsync(db =>
            db.Portfolios.ExecuteUpdateAsync(s => s.SetProperty(p => p.State, PortfolioState.Connected))
        );
        var after = await administrator.GetAsync("/Portfolios/Connect");
        Assert.Equal(
            ["Connect Contoso Media"],
            after.Document.QuerySelectorAll("form.demo button").Select(b => b.TextContent)
        );
    }

    /// <summary>Knows where a sandbox would be; none runs, and no work is taken up.</summary>
    public sealed class AppBesideSandbox() : WebApp(DatabaseProvider.Sqlite)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            var nowhere = new SandboxAddresses(
                new Uri("http://127.0.0.1:1/"),
                new Uri("https://127.0.0.1:1/"),
                Path.Combine(Folder, "none.cer")
            );
            builder.ConfigureTestServices(services => services.AddSingleton(nowhere));
        }
    }
}
