using System.Net;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class FirstRunTests(DatabaseProvider provider)
{
    public sealed class OnSqlite() : FirstRunTests(DatabaseProvider.Sqlite);

    public sealed class OnPostgres() : FirstRunTests(DatabaseProvider.Postgres);

    [Fact]
    public async Task The_code_in_the_log_makes_the_first_administrator_and_signs_in()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var browser = app.NewBrowser();

        var page = await browser.PostFormAsync("/Setup", Form(await CodeAsync(app)));

        Assert.Equal("/", page.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
        var account = await app.AccountAsync("ada@example.com");
        Assert.Equal(app.Time.GetUtcNow(), account.LastSignInAt);
        var role = Assert.Single(account.Roles);
        Assert.Equal((Role.Administrator, null), (role.Role, role.PortfolioId));
        var rows = await app.AuditAsync();
        Assert.Equal(["Set up first administrator", "Sign in"], rows.Select(r => r.Action));
        var row = rows[0];
        Assert.Equal("Ada <ada@example.com>", row.ActorName);
    }

    [FactOnOneDatabase]
    public async Task The_first_administrator_is_a_person_who_can_own_things()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        await app.NewBrowser().PostFormAsync("/Setup", Form(await CodeAsync(app)));

        var account = await app.AccountAsync("ada@example.com");
        var person = await app.AsSystemAsync(s => Task.FromResult(s.Get<AppDb>().People.Single()));
        Assert.Equal(("Ada", account.Id), (person.Name, person.AccountId));
    }

    [FactOnOneDatabase]
    public async Task Case_dashes_and_spaces_of_the_code_do_not_matter()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var code = (await CodeAsync(app)).ToLowerInvariant().Replace('-', ' ');
        Assert.True((await app.NewBrowser().PostFormAsync("/Setup", Form($" {code} "))).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task A_wrong_code_makes_no_account_and_everything_typed_is_kept()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        await CodeAsync(app);

        var page = await app.NewBrowser().PostFormAsync("/Setup", Form("AAAA-AAAA"));

        Assert.Contains("not the code", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"ada@example.com\"", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(WebApp.Password, page.Body, StringComparison.Ordinal);
        Assert.Empty(await app.AuditAsync());
    }

    [FactOnOneDatabase]
    public async Task A_password_that_does_not_fit_leaves_the_code_usable()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var form = Form(await CodeAsync(app));
        form["Input.Password"] = form["Input.PasswordAgain"] = "too short";
        var page = await app.NewBrowser().PostFormAsync("/Setup", form);
        Assert.Contains("at least 12 characters", page.Text, StringComparison.Ordinal);

        form["Input.Password"] = form["Input.PasswordAgain"] = WebApp.Password;
        Assert.True((await app.NewBrowser().PostFormAsync("/Setup", form)).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task An_expired_code_is_refused_and_the_log_has_a_new_one()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var old = await CodeAsync(app);
        app.Time.Advance(TimeSpan.FromMinutes(60));

        var page = await app.NewBrowser().PostFormAsync("/Setup", Form(old));
        Assert.Contains("expired", page.Text, StringComparison.Ordinal);

        var renewed = await app.Log.NextAsync("First run:", after: old);
        Assert.True((await app.NewBrowser().PostFormAsync("/Setup", Form(CodeIn(renewed)))).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task Once_there_is_an_account_setup_is_not_found_and_its_code_is_worth_nothing()
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var code = await CodeAsync(app);
        var late = app.NewBrowser();
        var form = (await late.GetAsync("/Setup")).Form(["Input.Code"]);
        await app.NewBrowser().PostFormAsync("/Setup", Form(code));

        Assert.Equal(HttpStatusCode.NotFound, (await late.GetAsync("/Setup")).Status);
        var values = Page.Values(form).Where(v => v.Key.StartsWith("__", StringComparison.Ordinal));
        var sent = await late.SendAsync(
            HttpMethod.Post,
            "/Setup",
            new FormUrlEncodedContent([.. Form(code, "eve@example.com"), .. values])
        );
        Assert.Equal(HttpStatusCode.NotFound, sent.Status);
        Assert.Single(await app.AuditAsync(), e => e.Action == "Set up first administrator");
        Assert.DoesNotContain(await app.AuditAsync(), e => e.Text.Contains("eve@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_many_at_once_one_becomes_the_first_administrator(bool withOneCode)
    {
        await using var app = await WebApp.StartEmptyAsync(provider);
        var codes = new List<string>();
        for (var i = 0; i < 4; i++)
            codes.Add(withOneCode && i > 0 ? codes[0] : await NewCodeAsync(app));

        var results = await Task.WhenAll(
            codes.Select(
                (code, i) =>
                    Task.Run(() =>
                        app.AsSystemAsync(s =>
                            s.Get<SetUpFirstAdministrator>()
                                .WithCodeAsync(code, new($"Ada {i}", $"ada{i}@example.com", WebApp.Password), default)
                        )
                    )
            )
        );

        Assert.Single(results, r => r.Succeeded);
        Assert.Single(await app.AuditAsync());
        Assert.Equal(1, await app.AsSystemAsync(s => Task.FromResult(s.Get<AppDb>().Users.Count())));
    }

    [FactOnOneDatabase]
    public async Task The_account_of_the_settings_is_made_and_no_code_is_printed()
    {
        await using var app = await WebApp.StartEmptyAsync(
            provider,
            ("Setup:AdministratorEmail", "root@example.com"),
            ("Setup:AdministratorPassword", WebApp.Password)
        );

        var browser = await app.SignInAsync("root@example.com");

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
        Assert.DoesNotContain(app.Log.Lines, l => l.StartsWith("First run", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Log.Lines, l => l.Contains(WebApp.Password, StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task One_address_has_only_so_many_tries_at_the_code()
    {
        await using var app = await WebApp.StartEmptyAsync(provider, ("Web:SignInsPerMinute", "3"));
        var browser = app.NewBrowser();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await browser.PostFormAsync("/Setup", Form("AAAA-AAAA"))).Status);
        var page = await browser.PostFormAsync("/Setup", Form(await CodeAsync(app)));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }

    private static async Task<string> CodeAsync(WebApp app) => CodeIn(await app.Log.LastAsync("First run:"));

    private static Task<string> NewCodeAsync(WebApp app) =>
        app.AsSystemAsync(async s => (await s.Get<MakeSetupCode>().RunAsync(default))!);

    /// <summary>"First run: open http://localhost/Setup and enter K7QF-3M9X (valid 60 minutes, once)".</summary>
    private static string CodeIn(string line) => line.Split(" and enter ")[1][..9];

    private static Dictionary<string, string> Form(string code, string email = "ada@example.com") =>
        new()
        {
            ["Input.Code"] = code,
            ["Input.Name"] = "Ada",
            ["Input.Email"] = email,
            ["Input.Password"] = WebApp.Password,
            ["Input.PasswordAgain"] = WebApp.Password,
        };
}
