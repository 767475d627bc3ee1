using System.Net;
using SystemUserManager.Audit;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;
using SystemUserManager.Web.Tests.Pages.SystemUsers;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>Somebody who may open a page asks it for an act that their role doesn't allow on this portfolio.</summary>
public abstract class RefusedActTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : RefusedActTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : RefusedActTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task An_act_that_the_role_on_this_portfolio_does_not_allow_is_refused_and_recorded_once()
    {
        var mine = await app.GivenActingPortfolioAsync("Mine to change");
        var read = await app.GivenActingPortfolioAsync("Mine to read");
        var account = await app.GivenAccountAsync(Role.Administrator, mine.Id);
        await app.AddAsync(
            new RoleAssignment
            {
                AccountId = account.Id,
                Role = Role.Auditor,
                PortfolioId = read.Id,
            }
        );
        var browser = await app.SignInAsync(account.Email!);
        var form = await CreateForm.FilledAsync(browser, mine.Id);
        var before = (await app.AuditAsync()).Count;

        var page = await form.Type("PortfolioId", $"{read.Id}").SendAsync();

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("may not create system users", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await app.OperationsAsync(read.Id));
        var row = Assert.Single((await app.AuditAsync()).Skip(before));
        Assert.Equal(
            (AuditOutcome.Refused, "Send form", "/SystemUsers/Create", account.Id),
            (row.Outcome, row.Action, row.ObjectLabel, row.ActorId)
        );

        // It isn't the form that was wrong.
        var own = await form.Type("PortfolioId", $"{mine.Id}").SendAsync();
        Assert.True(own.IsRedirect, own.Text);
    }
}
