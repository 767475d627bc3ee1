using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>A form is sent with more fields than it has, named as the record names them: only its own are taken.</summary>
public abstract class ExtraFieldTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ExtraFieldTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ExtraFieldTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    [Trait("Id", "W03")]
    public async Task Of_the_form_of_roles_only_the_roles_of_its_own_account_are_taken()
    {
        var (chosen, other) = (await app.GivenAccountAsync(Role.Auditor), await app.GivenAccountAsync(Role.Auditor));
        var (chosenBefore, otherBefore) = (await LooksAsync(chosen), await LooksAsync(other));
        var administrator = await app.SignInAsAdministratorAsync();

        var answer = await SendAsync(
            administrator,
            $"/Settings/People/{chosen.Id}/Roles",
            new()
            {
                ["Input.Roles.Role"] = "Offboarder",
                ["Input.Roles.AllPortfolios"] = "True",
                ["Id"] = $"{other.Id}",
                ["AccountId"] = $"{other.Id}",
                ["Input.Id"] = $"{other.Id}",
                ["Input.AccountId"] = $"{other.Id}",
                ["Input.Roles.AccountId"] = $"{other.Id}",
                ["Row.Id"] = $"{other.Id}",
                ["Role"] = "Administrator",
                ["Input.Role"] = "Administrator",
                ["Input.Email"] = "taken@example.com",
                ["Input.PasswordHash"] = "none",
                ["Input.MustChangePassword"] = "True",
                ["Input.EndedAt"] = "2020-01-01",
            }
        );

        Assert.Equal($"/Settings/People/{chosen.Id}", answer.Location);
        Assert.Equal(
            chosenBefore.Replace("[Auditor", "[Offboarder", StringComparison.Ordinal),
            await LooksAsync(chosen)
        );
        Assert.Equal(otherBefore, await LooksAsync(other));
    }

    [Fact]
    [Trait("Id", "W03")]
    public async Task Of_the_form_of_connecting_nothing_is_taken_that_reading_Meta_decides()
    {
        var other = await app.GivenActingPortfolioAsync("Another");
        var administrator = await app.SignInAsAdministratorAsync();

        var answer = await SendAsync(
            administrator,
            "/Portfolios/Connect",
            new()
            {
                ["Input.BusinessId"] = "71000",
                ["Input.AppId"] = "1300000000000009",
                ["Input.ControlTokenSecret"] = "control",
                ["Input.AppSecretSecret"] = "app",
                ["Input.Tier"] = "Limited",
                ["Input.Mode"] = "ObserveOnly",
                ["Input.Reason"] = "Trying it out",
                ["Id"] = $"{other.Id}",
                ["Input.Id"] = $"{other.Id}",
                ["Input.PortfolioId"] = $"{other.Id}",
                ["Mode"] = "ObserveAndAct",
                ["Portfolio.Mode"] = "ObserveAndAct",
                ["State"] = "Connected",
                ["Input.State"] = "Connected",
                ["Input.ControlSystemUserGraphId"] = "1",
                ["Input.IsFinal"] = "True",
                ["IsFinal"] = "True",
                ["Operation.State"] = "Done",
                ["Input.AskedById"] = "999",
            }
        );

        Assert.True(answer.IsRedirect, answer.Text);
        var portfolio = await app.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.BusinessId == "71000"));
        Assert.NotEqual(other.Id, portfolio.Id);
        Assert.Equal(
            (PortfolioState.Connecting, PortfolioMode.ObserveOnly, (string?)null),
            (portfolio.State, portfolio.Mode, portfolio.ControlSystemUserGraphId)
        );
        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal(OperationState.Waiting, operation.State);
        Assert.Equal((await app.AccountAsync(WebApp.AdministratorEmail)).Id, operation.AskedById);
        Assert.Empty(await app.OperationsAsync(other.Id));
    }

    [Fact]
    [Trait("Id", "W03")]
    public async Task Of_the_form_of_the_password_only_ones_own_password_is_taken()
    {
        var (mine, other) = (await app.GivenAccountAsync(Role.Auditor), await app.GivenAccountAsync(Role.Auditor));
        var (mineBefore, otherBefore) = (await LooksAsync(mine), await LooksAsync(other));
        var browser = await app.SignInAsync(mine.Email!);

        var answer = await SendAsync(
            browser,
            "/Account/ChangePassword",
            new()
            {
                ["Input.CurrentPassword"] = WebApp.Password,
                ["Input.Password"] = "the next horse battery",
                ["Input.PasswordAgain"] = "the next horse battery",
                ["Id"] = $"{other.Id}",
                ["AccountId"] = $"{other.Id}",
                ["Input.Id"] = $"{other.Id}",
                ["Input.AccountId"] = $"{other.Id}",
                ["Input.Email"] = other.Email!,
                ["Input.Role"] = "Administrator",
                ["Input.Roles.Role"] = "Administrator",
                ["MustChange"] = "True",
                ["Input.MustChangePassword"] = "True",
            }
        );

        Assert.Equal("/Account", answer.Location);
        Assert.Equal(WithoutHash(mineBefore), WithoutHash(await LooksAsync(mine)));
        Assert.NotEqual(mineBefore, await LooksAsync(mine));
        Assert.Equal(otherBefore, await LooksAsync(other));
    }

    /// <summary>Opens the page and sends its form with these values, whether it has such fields or not.</summary>
    private static async Task<Page> SendAsync(Browser browser, string path, Dictionary<string, string> values)
    {
        var form = (await browser.GetAsync(path)).Form([values.Keys.First()]);
        var others = Page.Values(form).Where(v => !values.ContainsKey(v.Key));
        return await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(others.Concat(values)));
    }

    /// <summary>What is known of an account that one of these fields could change.</summary>
    private async Task<string> LooksAsync(Account account)
    {
        var now = await app.AccountAsync(account.Email!);
        var roles = string.Join(',', now.Roles.Select(r => $"{r.Role} on {r.PortfolioId}"));
        return $"{now.Id} {now.Name} {now.EndedAt} {now.MustChangePassword} [{roles}] hash {now.PasswordHash}";
    }

    private static string WithoutHash(string looks) => looks[..looks.IndexOf("hash", StringComparison.Ordinal)];
}
