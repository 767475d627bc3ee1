using System.Net;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Web.Tests.Security;

/// <content>What owners and administrators say of a system user, sent by others.</content>
public abstract partial class AccessMatrixTests
{
    /// <summary>Pages that everybody opens, with acts that ask by themselves who may.</summary>
    [Theory]
    [RowsOnOneDatabase]
    [Row("still needed")]
    [Row("offer")]
    [Row("accept hand-over")]
    [Row("decline hand-over")]
    [Row("checklist")]
    [Trait("Id", "W02")]
    public async Task What_an_owner_or_an_administrator_says_is_refused_to_who_only_looks(string act)
    {
        var ours = await WorldAsync("Ours");
        var (page, fields) = await FormAsync(await app.SignInAsync(Role.Administrator, ours.PortfolioId), act, ours);
        var browser = await app.SignInAsync(Role.Auditor, ours.PortfolioId);
        var token = (await browser.GetAsync("/Account/ChangePassword")).Document.QuerySelector(
            "input[name=__RequestVerificationToken]"
        )!;
        var sent = Filled(fields, ours)
            .Where(f => f.Key != "__RequestVerificationToken")
            .Append(new("__RequestVerificationToken", token.GetAttribute("value")!));
        var (before, refused) = (await StandAsync(ours), await RefusedAsync());

        var answer = await PostAsync(browser, Address(page, ours), sent);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Contains("Nothing was changed.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StandAsync(ours));
        Assert.Equal(refused + 1, await RefusedAsync());
    }

    [Fact]
    [Trait("Id", "W02")]
    public async Task A_line_of_another_portfolios_checklist_is_not_ticked_off_through_ones_own_page()
    {
        var (ours, theirs) = (await WorldAsync("Ours"), await WorldAsync("Theirs"));
        var browser = await app.SignInAsync(Role.Administrator, ours.PortfolioId);
        var (page, fields) = await FormAsync(browser, "checklist", ours);
        var (before, own) = (await StandAsync(theirs), await StandAsync(ours));

        var answer = await PostAsync(browser, Address(page, ours), Filled(fields, theirs));

        Assert.Contains("was not found. Nothing was changed.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.Secret, answer.Text, StringComparison.Ordinal);
        Assert.Equal((before, own), (await StandAsync(theirs), await StandAsync(ours)));
    }
}
