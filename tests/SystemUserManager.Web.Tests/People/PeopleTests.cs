using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.People;

public abstract class PeopleTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : PeopleTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : PeopleTests(app), IClassFixture<PostgresWebApp>;

    [Fact]
    public async Task An_account_is_added_for_chosen_portfolios_and_its_password_handed_over()
    {
        var (north, south) = (await app.GivenPortfolioAsync("North"), await app.GivenPortfolioAsync("South"));
        var administrator = await app.SignInAsAdministratorAsync();

        var page = await administrator.PostFormAsync(
            "/Settings/People/Add",
            NewAccount(
                "grace@example.com",
                ("Input.Roles.AllPortfolios", "False"),
                ("Input.Roles.PortfolioIds", $"{north.Id},{south.Id}")
            )
        );

        var shown = await administrator.GetAsync(page.Location!);
        Assert.Contains("Auditor on North, South", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Hand over the one-time password", shown.Text, StringComparison.Ordinal);
        var account = await app.AccountAsync("grace@example.com");
        Assert.Equal([north.Id, south.Id], account.Roles.Select(r => r.PortfolioId!.Value).Order());
        Assert.True(account.MustChangePassword);
        var row = (await app.AuditAsync()).Single(e => e.ObjectId == $"{account.Id}");
        Assert.Equal(
            ("Create account", true),
            (row.Action, row.After!.Split('\n').Contains("Roles: Auditor on North, South"))
        );
        Assert.Contains(WebApp.AdministratorEmail, row.ActorName, StringComparison.Ordinal);
        Assert.DoesNotContain(WebApp.Password, row.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_an_owner_without_an_account_is_the_same_person_with_one()
    {
        var person = await app.AsSystemAsync(async s =>
        {
            var db = s.Get<AppDb>();
            var known = Person.Called("Edsger", "edsger@example.com");
            db.People.Add(known);
            using (db.Unaudited("Made for a test."))
                await db.SaveChangesAsync();
            return known;
        });
        var administrator = await app.SignInAsAdministratorAsync();

        await administrator.PostFormAsync("/Settings/People/Add", NewAccount("Edsger@Example.com"));

        var account = await app.AccountAsync("Edsger@Example.com");
        var linked = await app.AsSystemAsync(s => s.Get<AppDb>().People.SingleAsync(p => p.AccountId == account.Id));
        Assert.Equal(person.Id, linked.Id);
    }

    [Fact]
    public async Task A_form_that_does_not_fit_keeps_everything_typed_but_the_password()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var page = await administrator.PostFormAsync(
            "/Settings/People/Add",
            NewAccount(WebApp.AdministratorEmail.ToUpperInvariant(), ("Input.Roles.Role", "Offboarder"))
        );

        Assert.Contains("There is an account with the e-mail", page.Text, StringComparison.Ordinal);
        var kept = Page.Values(page.Form(["Input.Name"])).ToDictionary(v => v.Key, v => v.Value);
        Assert.Equal("Grace", kept["Input.Name"]);
        Assert.Equal("Offboarder", kept["Input.Roles.Role"]);
        Assert.Equal("", kept["Input.Password"]);
    }

    [Theory]
    [InlineData("Input.Email", "not an address", "not an e-mail address")]
    [InlineData("Input.Password", "short", "at least 12 characters")]
    [InlineData("Input.Password", "aaaaaaaaaaaaaaaa", "repeats the same few characters")]
    [InlineData("Input.Name", " ", "name is missing")]
    public async Task A_value_that_does_not_fit_is_named(string field, string value, string says)
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var form = NewAccount("ken@example.com", (field, value));
        if (field == "Input.Password")
            form["Input.PasswordAgain"] = value;
        var page = await administrator.PostFormAsync("/Settings/People/Add", form);
        Assert.Contains(says, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chosen_portfolios_must_be_chosen()
    {
        await app.GivenPortfolioAsync("West");
        var administrator = await app.SignInAsAdministratorAsync();
        var page = await administrator.PostFormAsync(
            "/Settings/People/Add",
            NewAccount("ken@example.com", ("Input.Roles.AllPortfolios", "False"))
        );
        Assert.Contains("No portfolio is chosen", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_roles_hold_from_the_next_request_on()
    {
        var portfolio = await app.GivenPortfolioAsync("East");
        var account = await app.GivenAccountAsync(Role.Administrator);
        var browser = await app.SignInAsync(account.Email!);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings")).Status);
        var administrator = await app.SignInAsAdministratorAsync();

        await administrator.PostFormAsync(
            $"/Settings/People/{account.Id}/Roles",
            new()
            {
                ["Input.Roles.Role"] = "Offboarder",
                ["Input.Roles.AllPortfolios"] = "False",
                ["Input.Roles.PortfolioIds"] = $"{portfolio.Id}",
            }
        );

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/Settings")).Status);
        Assert.Contains("Offboarder on East", (await browser.GetAsync("/Account")).Text, StringComparison.Ordinal);
        var row = (await app.AuditAsync()).Last(e => e.Action == "Change roles");
        Assert.Equal(("Roles: Administrator on all portfolios", "Roles: Offboarder on East"), (row.Before, row.After));
    }

    [Fact]
    public async Task An_ended_account_cannot_sign_in_until_it_is_reopened()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var administrator = await app.SignInAsAdministratorAsync();
        var path = $"/Settings/People/{account.Id}";

        await administrator.PostFormAsync($"{path}/End", new() { ["Input.Reason"] = "Left the company" });
        Assert.Contains("Ended", (await administrator.GetAsync(path)).Text, StringComparison.Ordinal);
        var refused = await app.NewBrowser()
            .PostFormAsync(
                "/Account/SignIn",
                new() { ["Input.Email"] = account.Email!, ["Input.Password"] = WebApp.Password }
            );
        Assert.False(refused.IsRedirect);

        await administrator.PostFormAsync(
            $"{path}/Reopen",
            new()
            {
                ["Input.Password"] = "welcome back again",
                ["Input.PasswordAgain"] = "welcome back again",
                ["Input.Reason"] = "Came back",
            }
        );
        await app.SignInAsync(account.Email!, "welcome back again");
        var rows = (await app.AuditAsync()).Where(e => e.ObjectId == $"{account.Id}" && e.Reason is not null);
        Assert.Equal(
            [("End account", "Left the company"), ("Reopen account", "Came back")],
            rows.Select(e => (e.Action, e.Reason))
        );
    }

    [Fact]
    public async Task A_new_password_from_an_administrator_ends_sessions_and_must_be_changed()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        var administrator = await app.SignInAsAdministratorAsync();

        await administrator.PostFormAsync(
            $"/Settings/People/{account.Id}/Password",
            new() { ["Input.Password"] = "a brand new password", ["Input.PasswordAgain"] = "a brand new password" }
        );

        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
        var again = await app.SignInAsync(account.Email!, "a brand new password");
        Assert.Equal("/Account/ChangePassword", (await again.GetAsync("/")).Location);
        Assert.Contains(await app.AuditAsync(), e => e.Action == "Set password" && e.ObjectId == $"{account.Id}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/Roles")]
    [InlineData("/Password")]
    [InlineData("/End")]
    [InlineData("/Reopen")]
    public async Task An_account_that_is_not_there_is_not_found(string page)
    {
        var administrator = await app.SignInAsAdministratorAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync($"/Settings/People/999999{page}")).Status);
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Offboarder)]
    public async Task Others_are_refused_and_that_is_noted(Role role)
    {
        var account = await app.GivenAccountAsync(role);
        var browser = await app.SignInAsync(account.Email!);

        var page = await browser.GetAsync("/Settings/People/Add");

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.StartsWith("You may not", page.Heading, StringComparison.Ordinal);
        var row = (await app.AuditAsync())[^1];
        Assert.Equal(
            ("Open page", AuditOutcome.Refused, "/Settings/People/Add", account.Id),
            (row.Action, row.Outcome, row.ObjectLabel, row.ActorId)
        );
    }

    [Fact]
    public async Task An_administrator_of_one_portfolio_does_not_manage_people()
    {
        var portfolio = await app.GivenPortfolioAsync("Island");
        var account = await app.GivenAccountAsync(Role.Administrator, portfolio.Id);
        var browser = await app.SignInAsync(account.Email!);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/Settings/People")).Status);

        var sent = await browser.SendAsync(HttpMethod.Post, $"/Settings/People/{account.Id}/Roles");
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        Assert.Equal("Send form", (await app.AuditAsync())[^1].Action);
    }

    private static Dictionary<string, string> NewAccount(string email, params (string Field, string Value)[] instead)
    {
        var form = new Dictionary<string, string>
        {
            ["Input.Name"] = "Grace",
            ["Input.Email"] = email,
            ["Input.Roles.Role"] = "Auditor",
            ["Input.Password"] = WebApp.Password,
            ["Input.PasswordAgain"] = WebApp.Password,
        };
        foreach (var (field, value) in instead)
            form[field] = value;
        return form;
    }
}
