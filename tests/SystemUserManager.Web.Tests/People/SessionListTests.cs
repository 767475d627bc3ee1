using System.Net;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.People;

public abstract class SessionListTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : SessionListTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : SessionListTests(app), IClassFixture<PostgresWebApp>;

    [FactOnOneDatabase]
    public async Task One_sees_ones_own_sessions_and_ends_one_of_them()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        await app.SignInAsync(Role.Auditor);
        var (own, other) = (await app.SignInAsync(account.Email!), await app.SignInAsync(account.Email!));
        Assert.Equal(2, await ShownAsync(own));

        var page = await own.PressAsync("/Account", "End");

        Assert.Equal("/Account", page.Location);
        Assert.True((await other.GetAsync("/Account")).IsRedirect);
        Assert.Equal(1, await ShownAsync(own));
    }

    [FactOnOneDatabase]
    public async Task All_others_end_and_this_one_stays()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browsers = new List<Browser>();
        for (var i = 0; i < 3; i++)
            browsers.Add(await app.SignInAsync(account.Email!));

        await browsers[1].PressAsync("/Account", "End all other sessions");

        Assert.True((await browsers[0].GetAsync("/Account")).IsRedirect);
        Assert.Equal(HttpStatusCode.OK, (await browsers[1].GetAsync("/Account")).Status);
        Assert.True((await browsers[2].GetAsync("/Account")).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task The_session_of_somebody_else_is_not_found()
    {
        var victim = await app.GivenAccountAsync(Role.Administrator);
        var theirs = await app.SignInAsync(victim.Email!);
        var id = (await app.AsSystemAsync(s => s.Get<SessionQueries>().OfAsync(victim.Id, default)))[0].Id;
        var account = await app.GivenAccountAsync(Role.Auditor);
        await app.SignInAsync(account.Email!);
        var browser = await app.SignInAsync(account.Email!);
        var form = (await browser.GetAsync("/Account")).Form(["id"]);
        var fields = Page.Values(form).Where(f => f.Key != "id").Append(new("id", $"{id}"));

        var page = await browser.SendAsync(HttpMethod.Post, "/Account?handler=End", new FormUrlEncodedContent(fields));

        Assert.Contains("was not found. Nothing was changed", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await theirs.GetAsync("/Account")).Status);
    }

    [FactOnOneDatabase]
    public async Task An_administrator_ends_all_sessions_of_an_account()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var (one, two) = (await app.SignInAsync(account.Email!), await app.SignInAsync(account.Email!));
        var administrator = await app.SignInAsAdministratorAsync();

        await administrator.PressAsync($"/Settings/People/{account.Id}", "End all sessions");

        Assert.True((await one.GetAsync("/Account")).IsRedirect);
        Assert.True((await two.GetAsync("/Account")).IsRedirect);
        await app.SignInAsync(account.Email!);
    }

    [FactOnOneDatabase]
    public async Task Signing_out_leaves_the_sessions_in_other_browsers()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var (one, two) = (await app.SignInAsync(account.Email!), await app.SignInAsync(account.Email!));
        await one.PressAsync("/Account/SignOut", "Sign out");
        Assert.Equal(HttpStatusCode.OK, (await two.GetAsync("/Account")).Status);
    }

    [FactOnOneDatabase]
    public async Task From_the_end_of_the_last_day_on_an_account_is_out()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var administrator = await app.SignInAsAdministratorAsync();
        var today = DateOnly.FromDateTime(app.Time.GetUtcNow().UtcDateTime);
        var path = $"/Settings/People/{account.Id}/EndDate";

        var past = await administrator.PostFormAsync(
            path,
            new() { ["Input.EndDate"] = $"{today.AddDays(-1):yyyy-MM-dd}" }
        );
        Assert.Contains("not in the future", past.Text, StringComparison.Ordinal);
        await administrator.PostFormAsync(path, new() { ["Input.EndDate"] = $"{today:yyyy-MM-dd}" });
        var end = new DateTimeOffset(today.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        app.Time.Advance(end - app.Time.GetUtcNow() - TimeSpan.FromMinutes(1));
        var browser = await app.SignInAsync(account.Email!);
        Assert.Contains($"{today:yyyy-MM-dd}", (await browser.GetAsync("/Account")).Text, StringComparison.Ordinal);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
        var refused = await app.NewBrowser()
            .PostFormAsync(
                "/Account/SignIn",
                new() { ["Input.Email"] = account.Email!, ["Input.Password"] = WebApp.Password }
            );
        Assert.False(refused.IsRedirect);
        var shown = await (await app.SignInAsAdministratorAsync()).GetAsync($"/Settings/People/{account.Id}");
        Assert.Contains("Past its last day", shown.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task An_account_is_added_with_its_last_day_and_the_last_administrator_has_none()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        await administrator.PostFormAsync(
            "/Settings/People/Add",
            new()
            {
                ["Input.Name"] = "Visiting auditor",
                ["Input.Email"] = "visiting@example.com",
                ["Input.Password"] = WebApp.Password,
                ["Input.PasswordAgain"] = WebApp.Password,
                ["Input.Roles.Role"] = "Auditor",
                ["Input.Roles.AllPortfolios"] = "True",
                ["Input.EndDate"] = "2099-03-31",
            }
        );
        Assert.Equal(
            new DateTimeOffset(2099, 4, 1, 0, 0, 0, TimeSpan.Zero),
            (await app.AccountAsync("visiting@example.com")).EndsAt
        );

        var last = await app.AccountAsync(WebApp.AdministratorEmail);
        var others = await app.AsSystemAsync(s => s.Get<PeopleQueries>().AllAsync(default));
        foreach (var other in others.Where(o => o.Id != last.Id && o.Roles.Any(r => r.Role == Role.Administrator)))
            await app.AsSystemAsync(s => s.Get<EndAccount>().RunAsync(new(other.Id, "Alone"), default));
        var refused = await (await app.SignInAsAdministratorAsync()).PostFormAsync(
            $"/Settings/People/{last.Id}/EndDate",
            new() { ["Input.EndDate"] = "2099-03-31" }
        );
        Assert.Contains("last administrator", refused.Text, StringComparison.Ordinal);
    }

    private static async Task<int> ShownAsync(Browser browser) =>
        (await browser.GetAsync("/Account")).Document.QuerySelectorAll("main tbody tr").Length;
}
