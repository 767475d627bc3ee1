using System.Net;
using SystemUserManager.People;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <content>Its name.</content>
public abstract partial class CreateTests
{
    [Theory]
    [InlineData("a b", "5 to 60 characters")]
    [InlineData("reporting", "at least two words")]
    [InlineData("test user 2", "doesn't say what the integration is")]
    [InlineData("System_User.2026", "doesn't say what the integration is")]
    [InlineData("northwind/ads", "letters, digits, spaces")]
    [InlineData("northwind ads", null)]
    [InlineData("Nordwind-Überwachung", null)]
    [InlineData("北風 広告 レポート", null)]
    [InlineData("test harness", null)]
    public async Task A_name_says_what_the_integration_is(string name, string? wrong)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Names {Guid.NewGuid()}");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await (await CreateForm.FilledAsync(browser, portfolio.Id, name)).SendAsync();

        Assert.Equal(wrong is null, page.IsRedirect);
        if (wrong is not null)
            Assert.Contains(wrong, ErrorAt(page, "Name"));
    }

    [Fact]
    public async Task A_name_that_is_taken_leads_to_the_one_that_has_it()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Taken");
        var there = await app.GivenSystemUserAsync(portfolio, "Northwind  ADS reporting");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.SendAsync();

        Assert.NotEmpty(ErrorAt(page, "Name"));
        Assert.NotNull(page.Document.QuerySelector($"a[href='/SystemUsers/{there.Id}']"));
    }

    [Fact]
    public async Task A_name_much_like_another_is_told_once_and_pressed_again_it_is_asked_for()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Alike");
        await app.GivenSystemUserAsync(portfolio, "northwind ads reportng");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var warned = await form.SendAsync();

        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.Contains("much like \"northwind ads reportng\"", ErrorAt(warned, "Name"));
        Assert.Contains("press Create again", ErrorAt(warned, "Name"));
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
        var shown = warned.Document.QuerySelector("[name='Input.AlikeName']")!.GetAttribute("value")!;

        var page = await form.Type("AlikeName", shown).SendAsync();

        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal($"/Operations/{operation.Id}", page.Location);
    }

    [Fact]
    public async Task A_warning_about_one_name_is_not_taken_for_one_about_another()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Alike again");
        await app.GivenSystemUserAsync(portfolio, "northwind ads reportng");
        await app.GivenSystemUserAsync(portfolio, "contoso lead exprt");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.Type("AlikeName", "northwind ads reporting")
            .Type("Name", "contoso lead export")
            .SendAsync();

        Assert.Contains("much like \"contoso lead exprt\"", ErrorAt(page, "Name"));
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }
}
