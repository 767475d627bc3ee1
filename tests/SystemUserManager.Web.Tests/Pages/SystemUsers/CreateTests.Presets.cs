using MetaGraph.Assets;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <content>Purpose presets, and what the check says of them, of room at Meta and of the calls.</content>
public abstract partial class CreateTests
{
    [Fact]
    public async Task A_preset_ticks_the_tasks_of_the_chosen_assets_and_the_scopes()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Preset");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Preset EU");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.Pick(account.Id, "MANAGE").Type("Preset", "lead-retrieval").SendAsync("preset");
        var leads = Page.Values(page.Form(["Input.Name"])).ToLookup(v => v.Key, v => v.Value);
        Assert.Equal(["MANAGE"], leads[$"Input.Tasks[{account.Id}]"]);
        Assert.Equal(
            [
                "ads_management",
                "ads_read",
                "business_management",
                "leads_retrieval",
                "pages_manage_ads",
                "pages_read_engagement",
                "pages_show_list",
            ],
            leads["Input.Scopes"].Order(StringComparer.Ordinal)
        );

        page = await form.Type("Preset", "reporting").SendAsync("preset");
        var reporting = Page.Values(page.Form(["Input.Name"])).ToLookup(v => v.Key, v => v.Value);
        Assert.Equal(["ANALYZE"], reporting[$"Input.Tasks[{account.Id}]"]);
        Assert.Equal(["ads_read"], reporting["Input.Scopes"]);
        Assert.Equal("Looker", reporting["Input.Tool"].Single());
    }

    [Fact]
    public async Task Beyond_the_preset_both_sentences_are_wanted_and_kept()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Beyond");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Beyond EU");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = (await CreateForm.FilledAsync(browser, portfolio.Id, "beyond ads reporting"))
            .Pick(account.Id, "ADVERTISE")
            .Tick("Scopes", "ads_management")
            .Type("Preset", "reporting");

        var refused = await form.SendAsync();
        Assert.Contains("Beyond EU: ADVERTISE", ErrorAt(refused, "GrantsWhy"));
        Assert.Contains("ads_management", ErrorAt(refused, "ScopesWhy"));
        var said = (await form.SendAsync("check")).Document.QuerySelector(".preview")!.TextContent;
        Assert.Contains("More than Reporting needs on Beyond EU: ADVERTISE.", said);
        Assert.Contains("More scopes than Reporting needs: ads_management.", said);
        var asked = await form.Type("GrantsWhy", "It pauses ads").Type("ScopesWhy", "For pausing").SendAsync();

        Assert.True(asked.IsRedirect, asked.Text);
        var input = Assert.Single(await app.OperationsAsync(portfolio.Id)).ReadInput<CreateSystemUserInput>();
        Assert.Equal(("reporting", "For pausing"), (input.Preset, input.Token.ScopesWhy));
        Assert.Equal("It pauses ads", input.GrantsWhy[account.Id]);
    }

    [Fact]
    public async Task The_check_says_it_in_one_line_and_lists_the_calls_without_a_secret()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Calls");
        var account = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Calls EU");
        await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Calls DE");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.Pick(account.Id, "ADVERTISE").Tick("Scopes", "ads_management").SendAsync("check");

        Assert.Equal(
            "can spend · reads no people's data · reaches 1 of 2 ad accounts",
            page.Document.QuerySelector(".preview-line")!.TextContent
        );
        var calls = page.Document.QuerySelector(".calls")!.TextContent;
        Assert.Contains($"POST /{portfolio.BusinessId}/system_users", calls);
        Assert.Contains("name=northwind ads reporting role=EMPLOYEE", calls);
        Assert.Contains($"POST /{account.GraphId}/assigned_users", calls);
        Assert.Contains("scope=ads_read,ads_management set_token_expires_in_60_days=true", calls);
        Assert.DoesNotContain("proof=", calls);
    }

    [Fact]
    public async Task With_no_slot_free_it_says_what_to_do_instead()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Full", tier: AccessTier.Limited);
        var idle = await app.GivenSystemUserAsync(portfolio, "idle import tool");
        var form = await CreateForm.FilledAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), portfolio.Id);

        var page = await form.SendAsync("check");

        var links = page.Document.QuerySelectorAll(".preview a").Select(a => a.GetAttribute("href"));
        Assert.Equal(
            [$"/SystemUsers?PortfolioId={portfolio.Id}", $"/SystemUsers/{idle.Id}", $"/Portfolios/{portfolio.Id}/Read"],
            links
        );
    }
}
