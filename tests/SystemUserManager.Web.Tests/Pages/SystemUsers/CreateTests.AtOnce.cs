using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <content>Sent by several at the same moment.</content>
public abstract partial class CreateTests
{
    [Fact]
    [Trait("Id", "C01")]
    public async Task One_form_sent_twenty_times_at_once_leads_twenty_times_to_one_operation()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Double click");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = (await CreateForm.FilledAsync(browser, portfolio.Id)).Type(
            "Owner",
            "Double Click <double.click@example.com>"
        );

        var answers = await AtOnceAsync(Enumerable.Repeat(form, 20));

        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.All(
            answers,
            answer =>
            {
                Assert.True(answer.Status is HttpStatusCode.Found or HttpStatusCode.SeeOther, answer.Text);
                Assert.Equal($"/Operations/{operation.Id}", answer.Location);
            }
        );
        var asked = Assert.Single(await AskedAsync(portfolio.Id));
        Assert.Equal((operation.Id, AuditOutcome.Asked), (asked.OperationId, asked.Outcome));
        // What came along with it came once, too.
        Assert.Equal(
            1,
            await app.InDatabaseAsync(db => db.People.CountAsync(p => p.Email == "double.click@example.com"))
        );
    }

    [Fact]
    [Trait("Id", "C01")]
    public async Task The_form_in_two_tabs_is_one_operation_and_the_other_tab_says_whose_it_is()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Two tabs");
        var account = await app.GivenAccountAsync(Role.Administrator, portfolio.Id);
        var browser = await app.SignInAsync(account.Email!);
        var tabs = new[]
        {
            await CreateForm.FilledAsync(browser, portfolio.Id),
            await CreateForm.FilledAsync(browser, portfolio.Id),
        };

        var answers = await AtOnceAsync(tabs);

        await OneWonAsync(portfolio.Id, answers, [account, account]);
    }

    [Theory]
    [InlineData("northwind ads reporting", "Northwind ADS reporting")]
    [InlineData("northwind ads reporting", " northwind  ads reporting ")]
    [InlineData("café ads reporting", "cafe\u0301 ads reporting")]
    [Trait("Id", "C02")]
    public async Task Of_two_administrators_who_want_one_name_at_once_the_other_is_told_by_whom_and_where(
        string one,
        string other
    )
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Two administrators {Guid.NewGuid()}");
        Account[] accounts =
        [
            await app.GivenAccountAsync(Role.Administrator, portfolio.Id),
            await app.GivenAccountAsync(Role.Administrator, portfolio.Id),
        ];
        var forms = new[]
        {
            await CreateForm.FilledAsync(await app.SignInAsync(accounts[0].Email!), portfolio.Id, one),
            await CreateForm.FilledAsync(await app.SignInAsync(accounts[1].Email!), portfolio.Id, other),
        };

        var answers = await AtOnceAsync(forms);

        await OneWonAsync(portfolio.Id, answers, accounts);
    }

    private static Task<Page[]> AtOnceAsync(IEnumerable<CreateForm> forms) =>
        Task.WhenAll(forms.Select(form => Task.Run(() => form.SendAsync())));

    /// <summary>One answer leads to the operation; the other's page says whose it is, and leads there.</summary>
    private async Task OneWonAsync(long portfolioId, Page[] answers, Account[] accounts)
    {
        var operation = Assert.Single(await app.OperationsAsync(portfolioId));
        var won = Array.FindIndex(answers, a => a.IsRedirect);
        var told = Assert.Single(answers, a => !a.IsRedirect);
        Assert.Equal($"/Operations/{operation.Id}", answers[won].Location);
        Assert.Equal(accounts[won].Id, operation.AskedById);

        Assert.Equal(HttpStatusCode.OK, told.Status);
        Assert.Contains($"asked for by {accounts[won].Name} <{accounts[won].Email}>.", ErrorAt(told, "Name"));
        Assert.Contains("Nothing was started", ErrorAt(told, "Name"));
        Assert.NotNull(told.Document.QuerySelector($"main .note-bad a[href='/Operations/{operation.Id}']"));
        Assert.Single(await AskedAsync(portfolioId));
    }

    private async Task<List<AuditEvent>> AskedAsync(long portfolioId) =>
        [.. (await app.AuditAsync()).Where(e => e.PortfolioId == portfolioId && e.OperationId is not null)];
}
