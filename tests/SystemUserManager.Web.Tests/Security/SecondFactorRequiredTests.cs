using System.Net;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class SecondFactorRequiredTests(DatabaseProvider provider)
{
    public sealed class OnSqlite() : SecondFactorRequiredTests(DatabaseProvider.Sqlite);

    public sealed class OnPostgres() : SecondFactorRequiredTests(DatabaseProvider.Postgres);

    [FactOnOneDatabase]
    public async Task Nothing_else_is_open_until_one_is_set_up()
    {
        await using var app = new WebApp(provider) { ["SignIn:RequireSecondFactor"] = "true" };
        await app.InitializeAsync();
        var browser = await app.SignInAsAdministratorAsync();

        foreach (var path in new[] { "/", "/Account", "/Settings/People", "/SystemUsers/Create", "/Audit" })
            Assert.Equal("/Account/TwoFactor", (await browser.GetAsync(path)).Location);
        var sent = await browser.SendAsync(
            HttpMethod.Post,
            "/Settings/People/Add",
            new FormUrlEncodedContent([new("x", "y")])
        );
        Assert.Equal("/Account/TwoFactor", sent.Location);

        await CodeGenerator.SetUpAsync(app, browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);

        // Turned off, it is asked for again.
        await browser.PostFormAsync("/Account/TwoFactor", new() { ["Password"] = WebApp.Password });
        Assert.Equal("/Account/TwoFactor", (await browser.GetAsync("/")).Location);
    }

    [FactOnOneDatabase]
    public async Task A_passkey_is_enough()
    {
        await using var app = new WebApp(provider) { ["SignIn:RequireSecondFactor"] = "true" };
        await app.InitializeAsync();
        var browser = await app.SignInAsync(Role.Auditor);

        await SoftPasskey.AddAsync(browser);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
    }
}
