using System.Net;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <content>Who may, and where.</content>
public abstract partial class CreateTests
{
    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Offboarder)]
    public async Task Only_administrators_may(Role role)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Only {role}");
        var page = await (await app.SignInAsync(role, portfolio.Id)).GetAsync("/SystemUsers/Create");
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
    }

    [Fact]
    public async Task An_administrator_of_one_portfolio_can_not_create_in_another()
    {
        var mine = await app.GivenActingPortfolioAsync("Administered");
        var other = await app.GivenActingPortfolioAsync("Not administered");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, mine.Id), mine.Id);

        var page = await form.Type("PortfolioId", $"{other.Id}").SendAsync();

        Assert.Contains("was not found", ErrorAt(page, "PortfolioId"));
        Assert.Empty(await app.OperationsAsync(other.Id));
    }

    [Fact]
    public async Task Under_Observe_only_there_is_no_form_but_the_reason()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Only looked at", PortfolioMode.ObserveOnly);
        var page = await (await app.SignInAsync(Role.Administrator, portfolio.Id)).GetAsync("/SystemUsers/Create");
        Assert.Contains("Observe only", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/Portfolios/{portfolio.Id}']"));
        Assert.Null(page.Document.QuerySelector("[name='Input.Name']"));
    }

    [Fact]
    public async Task A_portfolio_that_stopped_acting_meanwhile_is_told_at_its_field()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Stopped");
        await app.GivenActingPortfolioAsync("Still acting");
        var form = await CreateForm.FilledAsync(await app.SignInAsAdministratorAsync(), portfolio.Id);
        await app.InDatabaseAsync(async db =>
        {
            (await db.Portfolios.FindAsync(portfolio.Id))!.Mode = PortfolioMode.ObserveOnly;
            return await db.SaveChangesAsync();
        });
        Assert.Contains("Observe only", ErrorAt(await form.SendAsync(), "PortfolioId"));
    }
}
