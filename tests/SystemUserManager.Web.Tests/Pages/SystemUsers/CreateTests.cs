using System.Net;
using AngleSharp.Dom;
using MetaGraph.Assets;
using MetaGraph.Tokens;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

public abstract partial class CreateTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : CreateTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : CreateTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task It_opens_with_careful_defaults_under_five_headings()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Defaults");
        await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Defaults EU");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await browser.GetAsync("/SystemUsers/Create");

        Assert.Equal(
            ["What is it?", "Who answers for it?", "What may it reach?", "Its token", "Check and create"],
            page.Document.QuerySelectorAll("main h2").Select(h => h.TextContent)
        );
        var values = Page.Values(page.Form(["Input.Name"])).ToLookup(v => v.Key, v => v.Value);
        Assert.Equal($"{portfolio.Id}", values["Input.PortfolioId"].Single());
        Assert.StartsWith("Administrator ", values["Input.Owner"].Single(), StringComparison.Ordinal);
        Assert.Equal(nameof(IntegrationEnvironment.Production), values["Input.Environment"].Single());
        Assert.Equal(nameof(TokenLifetime.SixtyDays), values["Input.Lifetime"].Single());
        Assert.Empty(values["Input.AssetIds"]);
        Assert.Empty(values["Input.Scopes"]);
        Assert.Contains("Defaults EU", page.Text);
        Assert.Contains("Admin isn't offered", page.Text);
    }

    [FactOnOneDatabase]
    public async Task What_is_sent_becomes_an_operation_with_everything_in_it()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Whole");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Whole EU");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = await CreateForm.FilledAsync(browser, portfolio.Id);

        var page = await form.Pick(account.Id, "ANALYZE", "ADVERTISE")
            .Tick("Scopes", "ads_management")
            .Type("Successor", "Reporting team")
            .Type("SuccessorIsTeam", "true")
            .Type("RunsAt", "Azure")
            .Type("Ticket", "OPS-7")
            .SendAsync();

        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal($"/Operations/{operation.Id}", page.Location);
        Assert.Equal(
            (OperationKind.CreateSystemUser, "Asked for by reporting", "OPS-7"),
            (operation.Kind, operation.Reason, operation.Ticket)
        );
        var input = operation.ReadInput<CreateSystemUserInput>();
        Assert.Equal(("northwind ads reporting", "Looker", "Azure"), (input.Name, input.Tool, input.RunsAt));
        var grant = Assert.Single(input.Grants);
        Assert.Equal(account.Id, grant.AssetId);
        Assert.Equal(["ANALYZE", "ADVERTISE"], grant.Tasks);
        Assert.Equal(["ads_read", "ads_management"], input.Token.Scopes);
        Assert.Equal(TokenLifetime.SixtyDays, input.Token.Lifetime);
        var people = await app.InDatabaseAsync(db => Task.FromResult(db.People.ToDictionary(p => p.Id)));
        Assert.Equal(
            ("Maria Lindqvist", "maria@example.com", false),
            (people[input.OwnerId].Name, people[input.OwnerId].Email, people[input.OwnerId].IsTeam)
        );
        Assert.Equal(
            ("Reporting team", null, true),
            (
                people[input.SuccessorId!.Value].Name,
                people[input.SuccessorId.Value].Email,
                people[input.SuccessorId.Value].IsTeam
            )
        );
    }

    [FactOnOneDatabase]
    public async Task Sent_twice_it_is_asked_once()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Twice");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var first = await form.SendAsync();
        var second = await form.SendAsync();

        Assert.True(first.IsRedirect);
        Assert.Equal(first.Location, second.Location);
        Assert.Single(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task Nothing_filled_in_names_each_field_that_is_missing()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Blank");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await (await CreateForm.OpenAsync(browser, portfolio.Id)).Type("Owner", "").SendAsync();

        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var field in new[] { "Tool", "Purpose", "Name", "Owner", "Reason" })
            Assert.NotEmpty(ErrorAt(page, field));
        Assert.NotEmpty(page.Document.QuerySelectorAll("#Input_Scopes ~ .field-error"));
        Assert.All(Links(page), link => Assert.NotNull(page.Document.GetElementById(link[1..])));
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task What_is_wrong_stands_at_its_field()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Wrong");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Wrong EU");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.Pick(account.Id)
            .Type("Owner", "Maria <not an address>")
            .Type("Successor", "Bob <neither>")
            .Type("Lifetime", "Never")
            .Type("Ticket", new string('x', 101))
            .SendAsync();

        Assert.Contains("not an address", ErrorAt(page, "Owner"));
        Assert.Contains("neither", ErrorAt(page, "Successor"));
        Assert.Contains("Wrong EU: choose at least one task", ErrorAt(page, "Grants"));
        Assert.Contains("needs a sentence", ErrorAt(page, "NeverReason"));
        Assert.Contains("100 characters", ErrorAt(page, "Ticket"));
        Assert.All(Links(page), link => Assert.NotNull(page.Document.GetElementById(link[1..])));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row("check")]
    [Row("search")]
    [Row("assets")]
    public async Task Whatever_was_pressed_everything_typed_is_kept(string? go)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Kept {go}");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Kept EU");
        await app.GivenAssetAsync(portfolio, AssetKind.Page, "Kept page");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = (await CreateForm.OpenAsync(browser, portfolio.Id))
            .Pick(account.Id, "ANALYZE", "ADVERTISE")
            .Tick("Scopes", "ads_read", "read_insights");
        (string Field, string Value)[] typed =
        [
            ("Tool", "Looker <b>"),
            ("RunsAt", "Azure"),
            ("Contact", "me@example.com"),
            ("Purpose", "Reads & writes"),
            ("Name", "test"),
            ("Environment", "Staging"),
            ("Owner", "Maria <maria@example.com>"),
            ("Successor", "A team"),
            ("SuccessorIsTeam", "true"),
            ("AssetSearch", "nothing like it"),
            ("Lifetime", "Never"),
            ("NeverReason", "It can't be renewed"),
            ("Delivery", "PersonCopies"),
            ("Reason", "Because"),
            ("Ticket", "T-1"),
        ];
        foreach (var (field, value) in typed)
            form.Type(field, value);
        var key = (await form.SendAsync("check"))
            .Document.QuerySelector("[name='Input.RequestKey']")!
            .GetAttribute("value");

        var page = await form.SendAsync(go);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        var values = Page.Values(page.Form(["Input.Name"])).ToLookup(v => v.Key, v => v.Value);
        foreach (var (field, value) in typed)
            Assert.Equal(value, values[$"Input.{field}"].First());
        Assert.Equal([$"{account.Id}"], values["Input.AssetIds"]);
        Assert.Equal(["ANALYZE", "ADVERTISE"], values[$"Input.Tasks[{account.Id}]"]);
        Assert.Equal(["ads_read", "read_insights"], values["Input.Scopes"]);
        Assert.Equal([key], values["Input.RequestKey"]);
        Assert.DoesNotContain("Kept page", page.Text);
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task The_check_says_what_it_reaches_and_asks_for_nothing()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Check");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Check EU");
        await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Check DE");
        await app.GivenSystemUserAsync(portfolio, "northwind ads reportng");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.Pick(account.Id, "ADVERTISE")
            .Tick("Scopes", "ads_management", "leads_retrieval")
            .Type("Reason", "")
            .SendAsync("check");

        var said = page.Document.QuerySelector(".preview")!.TextContent;
        Assert.Contains("1 of 2 ad accounts", said);
        Assert.Contains("ADVERTISE on Check EU, with ads_management", said);
        Assert.Contains("Can't read people's data", said);
        Assert.Contains("leads_retrieval has no asset to use it on", said);
        Assert.Contains("“northwind ads reportng”", said);
        Assert.Contains("9 free", said);
        Assert.Empty(page.Document.QuerySelectorAll(".field-error"));
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task Assets_are_found_by_the_server_and_those_of_another_portfolio_never()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Search");
        var other = await app.GivenActingPortfolioAsync("Search elsewhere");
        await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Search EU");
        await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Search DE");
        var foreign = await app.GivenAssetAsync(other, AssetKind.AdAccount, "Foreign EU");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var found = await form.Type("AssetSearch", "eu").SendAsync("search");
        Assert.Equal(["Search EU"], Assets(found));

        var refused = await form.Pick(foreign.Id, "ANALYZE").SendAsync();
        Assert.Contains("isn't in this portfolio", ErrorAt(refused, "Grants"));
        Assert.DoesNotContain("Foreign EU", refused.Text);
    }

    [FactOnOneDatabase]
    public async Task Another_portfolio_shows_its_own_assets_at_a_button()
    {
        var one = await app.GivenActingPortfolioAsync("Switch one");
        var two = await app.GivenActingPortfolioAsync("Switch two");
        await app.GivenAssetAsync(one, AssetKind.AdAccount, "Asset of one");
        await app.GivenAssetAsync(two, AssetKind.AdAccount, "Asset of two");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, one.Id, two.Id), one.Id);
        Assert.Equal(["Asset of two"], Assets(await form.Type("PortfolioId", $"{two.Id}").SendAsync("assets")));
    }

    [FactOnOneDatabase]
    public async Task Very_many_ticks_are_not_too_many()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Many");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);
        for (var i = 1; i <= 1500; i++)
            form.Tick($"Tasks[{i}]", "ANALYZE", "ADVERTISE");
        Assert.Equal(HttpStatusCode.OK, (await form.SendAsync("check")).Status);
    }

    private static string ErrorAt(Page page, string field) =>
        page.Document.GetElementById($"Input_{field}-error")?.TextContent.Trim() ?? "";

    private static List<string> Links(Page page) =>
        [.. page.Document.QuerySelectorAll(".note-bad a[href^='#']").Select(a => a.GetAttribute("href")!)];

    private static IEnumerable<string> Assets(Page page) =>
        page.Document.QuerySelectorAll(".picker-item > label > span").Select(s => s.FirstChild!.TextContent.Trim());
}
