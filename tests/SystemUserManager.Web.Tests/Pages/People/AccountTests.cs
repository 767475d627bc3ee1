using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.People;

/// <summary>Whose an account is, said and taken back on the person's page.</summary>
public abstract class AccountTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AccountTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AccountTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task An_account_is_chosen_stands_on_the_persons_page_and_is_taken_back()
    {
        var (person, account) = await GivenAsync();
        var browser = await app.SignInAsAdministratorAsync();
        var path = $"/People/{person.Id}/Account";
        Assert.Contains("nobody said which is theirs", (await OpenAsync(browser, person)).TextContent);

        var refused = await browser.PostFormAsync(path, new() { ["Input.AccountId"] = $"{account.Id}" });
        Assert.Equal(
            $"{account.Id}",
            refused.Document.QuerySelector("#Input_AccountId option[selected]")!.GetAttribute("value")
        );
        await SendAsync(browser, path, new() { ["Input.AccountId"] = $"{account.Id}" }, person);
        Assert.Contains(account.Email!, (await OpenAsync(browser, person)).TextContent);

        await SendAsync(browser, path, [], person);
        Assert.Contains("None.", (await OpenAsync(browser, person)).TextContent);
    }

    [FactOnOneDatabase]
    public async Task One_that_is_somebody_elses_is_refused_with_the_way_to_them()
    {
        var (person, account) = await GivenAsync();
        var other = Person.Called($"Other {Guid.NewGuid():N}");
        other.AccountId = account.Id;
        await app.AddAsync(other);
        var browser = await app.SignInAsAdministratorAsync();

        var refused = await browser.PostFormAsync(
            $"/People/{person.Id}/Account",
            new() { ["Input.AccountId"] = $"{account.Id}", ["Input.Reason"] = "Told by HR" }
        );

        Assert.Contains(other.Name, refused.Document.GetElementById("Input_AccountId-error")!.TextContent);
        Assert.NotNull(refused.Document.QuerySelector($"main a[href='/People/{other.Id}']"));
    }

    private static async Task<AngleSharp.Dom.IElement> OpenAsync(Browser browser, Person person) =>
        (await browser.GetAsync($"/People/{person.Id}")).Document.GetElementById("account")!;

    private static async Task SendAsync(Browser browser, string path, Dictionary<string, string> values, Person person)
    {
        values["Input.Reason"] = "Told by HR";
        Assert.Equal($"/People/{person.Id}", (await browser.PostFormAsync(path, values)).Location);
    }

    /// <summary>Somebody without an account, and an account that nobody is matched with.</summary>
    private async Task<(Person Person, Account Account)> GivenAsync()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        await app.InDatabaseAsync(db =>
            db.People.Where(p => p.AccountId == account.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.AccountId, (long?)null))
        );
        return (await app.AddAsync(Person.Called($"Otto {Guid.NewGuid():N}")), account);
    }
}
