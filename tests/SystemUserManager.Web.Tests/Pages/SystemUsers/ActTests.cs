using System.Net;
using MetaGraph.Assets;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>The forms of acts on one system user: issue, register, rename, edit.</summary>
public abstract class ActTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ActTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ActTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task Issuing_starts_from_the_purpose_and_more_scopes_want_a_sentence_that_the_operation_keeps()
    {
        var (systemUser, browser) = await GivenAsync(change: s =>
            (s.Preset, s.AdoptedAt) = ("reporting", DateTimeOffset.UnixEpoch)
        );
        var path = $"/SystemUsers/{systemUser.Id}/Tokens/Issue";
        var form = await browser.GetAsync(path);
        Assert.Equal("reporting", form.Document.QuerySelector("#Input_Preset option[selected]")!.GetAttribute("value"));
        Assert.Equal(["ads_read"], Chosen(form));

        var used = await browser.PostFormAsync(path, new() { ["Input.Preset"] = "catalog-feed", ["go"] = "preset" });
        Assert.Equal(PurposePresets.Find("catalog-feed")!.Scopes.Order(), Chosen(used).Order());
        var more = new Dictionary<string, string>
        {
            ["Input.Preset"] = "catalog-feed",
            ["Input.Scopes"] = "ads_read",
            ["Input.Reason"] = "Needed",
        };
        var refused = await browser.PostFormAsync(path, more);
        Assert.Contains(
            "More scopes than Catalog feed needs",
            refused.Document.GetElementById("Input_ScopesWhy-error")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(await app.OperationsAsync(systemUser.PortfolioId));
        more["Input.ScopesWhy"] = "It tells what was bought";
        await browser.PostFormAsync(path, more);

        var operation = Assert.Single(await app.OperationsAsync(systemUser.PortfolioId));
        Assert.Equal("It tells what was bought", operation.ReadInput<IssueTokenInput>().Token.ScopesWhy);

        static IEnumerable<string?> Chosen(Host.Page page) =>
            page.Document.QuerySelectorAll("input[name='Input.Scopes'][checked]").Select(i => i.GetAttribute("value"));
    }

    [FactOnOneDatabase]
    public async Task The_check_shows_what_a_token_could_do_and_asks_for_nothing()
    {
        var (systemUser, browser) = await GivenAsync(change: s => s.Preset = "reporting");
        await app.GivenGrantsAsync(systemUser, AssetKind.AdAccount, "ADVERTISE,ANALYZE", "Check DE", "Check AT");
        var path = $"/SystemUsers/{systemUser.Id}/Tokens/Issue";

        var page = await browser.PostFormAsync(path, new() { ["Input.Scopes"] = "ads_management", ["go"] = "check" });

        var preview = page.Document.QuerySelector(".preview")!;
        Assert.Equal(
            "can spend · reads no people's data · reaches 2 of 2 ad accounts",
            preview.QuerySelector(".preview-line")!.TextContent
        );
        Assert.Contains("More scopes than Reporting needs: ads_management", preview.TextContent);
        Assert.Contains($"POST /{systemUser.GraphId}/access_tokens", preview.QuerySelector(".calls")!.TextContent);
        Assert.NotNull(page.Document.QuerySelector("input[value=ads_management][checked]"));
        // What is wrong with the token is said with it; who answers for it and why is asked below.
        Assert.NotNull(page.Document.GetElementById("Input_ScopesWhy-error"));
        Assert.DoesNotContain("is missing", page.Text, StringComparison.Ordinal);
        Assert.Empty(await app.OperationsAsync(systemUser.PortfolioId));
    }

    [FactOnOneDatabase]
    public async Task Issuing_for_a_found_one_asks_who_answers_for_it_and_adopts_it()
    {
        var (systemUser, browser) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}/Tokens/Issue";

        var refused = await browser.PostFormAsync(
            path,
            new()
            {
                ["Input.Scopes"] = "ads_read",
                ["Input.Reason"] = "Needed",
                ["Input.Purpose"] = "Reads",
            }
        );
        Assert.Contains("The owner is missing", refused.Document.GetElementById("Input_Owner-error")!.TextContent);
        Assert.Equal("Reads", refused.Document.GetElementById("Input_Purpose")!.GetAttribute("value"));
        Assert.NotNull(refused.Document.QuerySelector("input[value=ads_read][checked]"));
        var answer = await browser.PostFormAsync(
            path,
            new()
            {
                ["Input.Owner"] = "Maria Lindqvist <maria@example.com>",
                ["Input.Purpose"] = "Reads campaign results",
                ["Input.Scopes"] = "ads_read",
                ["Input.Lifetime"] = "Never",
                ["Input.NeverReason"] = "A sensor",
                ["Input.Reason"] = "Needed",
            }
        );

        var operation = Assert.Single(await app.OperationsAsync(systemUser.PortfolioId));
        Assert.Equal($"/Operations/{operation.Id}", answer.Location);
        Assert.Equal(
            (OperationKind.IssueToken, TokenLifetime.Never, "A sensor"),
            (
                operation.Kind,
                operation.ReadInput<IssueTokenInput>().Token.Lifetime,
                operation.ReadInput<IssueTokenInput>().Token.NeverReason
            )
        );
        var adopted = await ReadAsync(systemUser.Id);
        Assert.True(adopted.IsOurs);
        Assert.Null((await browser.GetAsync(path)).Document.GetElementById("Input_Owner"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("Edit")]
    [Row("Rename")]
    public async Task One_that_changed_since_its_form_was_opened_is_not_adopted_and_the_form_says_so(string act)
    {
        var (systemUser, browser) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}/{act}";
        var opened = await browser.GetAsync(path);
        Assert.Contains("reaches 0 assets", opened.Text, StringComparison.Ordinal);
        await app.GivenGrantsAsync(systemUser, AssetKind.AdAccount, "ADVERTISE", $"Since {systemUser.Id}");
        var typed = new Dictionary<string, string>
        {
            ["Input.Owner"] = "Maria Lindqvist",
            ["Input.Purpose"] = "Reads campaign results",
            ["Input.Name"] = "northwind results",
            ["Input.Reason"] = "Asked around",
        };
        if (act == "Edit")
            typed.Remove("Input.Name");
        var saw = opened.Document.QuerySelector("[name='Input.SawAtMeta']")!.GetAttribute("value")!;

        var refused = await browser.PostFormAsync(path, new(typed) { ["Input.SawAtMeta"] = saw });

        Assert.Contains("This changed since the page was opened", refused.Text, StringComparison.Ordinal);
        Assert.Contains("reaches 1 asset.", refused.Text, StringComparison.Ordinal);
        Assert.Equal("Reads campaign results", refused.Document.GetElementById("Input_Purpose")!.GetAttribute("value"));
        Assert.False((await ReadAsync(systemUser.Id)).IsOurs);
        Assert.Empty(await app.OperationsAsync(systemUser.PortfolioId));
        // The form that says so has what Meta shows now.
        var now = refused.Document.QuerySelector("[name='Input.SawAtMeta']")!.GetAttribute("value")!;
        await browser.PostFormAsync(path, new(typed) { ["Input.SawAtMeta"] = now });
        Assert.True((await ReadAsync(systemUser.Id)).IsOurs);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("Tokens/Issue")]
    [Row("Rename")]
    public async Task What_is_under_way_is_led_to_and_nothing_is_asked_for_beside_it(string act)
    {
        var (systemUser, browser) = await GivenAsync();
        var running = await app.GivenOperationAsync(systemUser, OperationKind.IssueToken);

        var page = await browser.GetAsync($"/SystemUsers/{systemUser.Id}/{act}");

        Assert.Contains("isn't finished", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/Operations/{running.Id}']"));
        Assert.NotNull(page.Document.QuerySelector(".confirm button[disabled]"));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_registering_is_open_and_what_changes_something_is_not()
    {
        var (systemUser, browser) = await GivenAsync(PortfolioMode.ObserveOnly);

        Assert.True(await IsOffAsync(browser, $"/SystemUsers/{systemUser.Id}/Tokens/Issue"));
        Assert.True(await IsOffAsync(browser, $"/SystemUsers/{systemUser.Id}/Rename"));
        Assert.False(await IsOffAsync(browser, $"/SystemUsers/{systemUser.Id}/Edit"));
        Assert.False(await IsOffAsync(browser, $"/Portfolios/{systemUser.PortfolioId}/Secrets"));
        var answer = await browser.PostFormAsync(
            $"/SystemUsers/{systemUser.Id}/Tokens/Register?secret=ads-sync-token",
            new()
            {
                ["Input.Owner"] = "Maria Lindqvist <maria@example.com>",
                ["Input.Purpose"] = "Reads",
                ["Input.Reason"] = "Found in a check",
            }
        );
        var operation = Assert.Single(await app.OperationsAsync(systemUser.PortfolioId));
        Assert.Equal($"/Operations/{operation.Id}", answer.Location);
        Assert.Equal("ads-sync-token", operation.ReadInput<RegisterTokenInput>().SecretName);
    }

    [FactOnOneDatabase]
    public async Task The_system_user_that_this_tool_acts_through_says_why_it_is_left_alone()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Act {Guid.NewGuid()}");
        var control = await app.GivenSystemUserAsync(portfolio, "the control one", graphId: PagesApp.ControlGraphId);
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        foreach (var act in new[] { "Tokens/Issue", "Rename" })
        {
            var page = await browser.GetAsync($"/SystemUsers/{control.Id}/{act}");
            Assert.Contains(PortfolioRules.ControlSystemUserIsProtected, page.Text);
            Assert.NotNull(page.Document.QuerySelector(".confirm button[disabled]"));
        }
    }

    [FactOnOneDatabase]
    public async Task A_name_that_is_taken_is_said_at_its_field_with_the_way_to_the_other()
    {
        var (systemUser, browser) = await GivenAsync();
        var portfolio = await app.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId));
        var other = await app.GivenSystemUserAsync(portfolio, "northwind ads reporting");

        var page = await browser.PostFormAsync(
            $"/SystemUsers/{systemUser.Id}/Rename",
            new() { ["Input.Name"] = "Northwind Ads Reporting", ["Input.Reason"] = "Clearer" }
        );

        Assert.Contains(
            "already has a system user called",
            page.Document.GetElementById("Input_Name-error")!.TextContent
        );
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/SystemUsers/{other.Id}']"));
        Assert.Empty(await app.OperationsAsync(systemUser.PortfolioId));
    }

    [FactOnOneDatabase]
    public async Task The_record_is_edited_with_its_tools_and_without_an_operation()
    {
        var (systemUser, browser) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}/Edit";

        await SaveAsync(browser, path, new() { ["Input.Consumers[0].Tool"] = "Looker", ["Input.Purpose"] = "Reads" });
        await SaveAsync(browser, path, new() { ["Input.Consumers[1].Tool"] = "Airflow" });
        await SaveAsync(
            browser,
            path,
            new()
            {
                ["Input.Consumers[0].IsRemoved"] = "true",
                ["Input.Consumers[1].Contact"] = "data@example.com",
                ["Input.Owner"] = "Maria Lindqvist <maria@example.com>",
                ["Input.Environment"] = "Staging",
                ["Input.NextReviewOn"] = "2027-02-01",
            }
        );

        var after = await ReadAsync(systemUser.Id);
        Assert.Equal(
            ("Reads", IntegrationEnvironment.Staging, new DateOnly(2027, 2, 1), true),
            (after.Purpose, after.Environment, after.NextReviewOn, after.IsOurs)
        );
        var consumer = await app.InDatabaseAsync(db => db.Consumers.SingleAsync(c => c.SystemUserId == systemUser.Id));
        Assert.Equal(("Airflow", "data@example.com"), (consumer.Tool, consumer.Contact));
        Assert.Empty(await app.OperationsAsync(systemUser.PortfolioId));
    }

    [FactOnOneDatabase]
    public async Task Another_purpose_preset_of_the_record_shows_what_goes_beyond_it_and_asks_why()
    {
        var (systemUser, browser) = await GivenAsync(change: s =>
            (s.Preset, s.AdoptedAt, s.Purpose) = ("ad-management", DateTimeOffset.UnixEpoch, "Buys ads")
        );
        var path = $"/SystemUsers/{systemUser.Id}/Edit";
        await SaveAsync(browser, path, new() { ["Input.Owner"] = "Maria Lindqvist <maria@example.com>" });
        var portfolio = await app.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId));
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Shop DE");
        await app.AddToAsync(
            systemUser,
            s => new Grant
            {
                PortfolioId = s.PortfolioId,
                SystemUser = s,
                AssetId = asset.Id,
                AskedTasks = "ADVERTISE,ANALYZE",
                OperationId = 0,
            }
        );
        Assert.Null((await browser.GetAsync(path)).Document.GetElementById("Input_GrantsWhy"));

        var shown = await browser.PostFormAsync(path, new() { ["Input.Preset"] = "reporting", ["go"] = "preset" });
        Assert.Contains(
            "Shop DE: ADVERTISE",
            shown.Document.GetElementById("Input_GrantsWhy-hint")!.TextContent,
            StringComparison.Ordinal
        );
        var refused = await browser.PostFormAsync(
            path,
            new() { ["Input.Preset"] = "reporting", ["Input.Reason"] = "It only reads now" }
        );
        Assert.Contains(
            "want a sentence on why",
            refused.Document.GetElementById("Input_GrantsWhy-error")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("ad-management", (await ReadAsync(systemUser.Id)).Preset);

        // As the page that refused it would send it.
        var again = Host.Page.Values(refused.Form(["Input.GrantsWhy"])).ToDictionary();
        again["Input.GrantsWhy"] = "It pauses what overspends";
        var answer = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(again));
        Assert.True(answer.IsRedirect, answer.Text);

        Assert.Equal("reporting", (await ReadAsync(systemUser.Id)).Preset);
        Assert.Equal(
            "It pauses what overspends",
            (await browser.GetAsync(path))
                .Document.GetElementById($"Input_GrantWhys_{asset.Id}_")!
                .GetAttribute("value")
        );
        await SaveAsync(browser, path, new() { [$"Input.GrantWhys[{asset.Id}]"] = "It moves budgets" });
        Assert.Equal(
            "It moves budgets",
            (await app.InDatabaseAsync(db => db.Grants.SingleAsync(g => g.AssetId == asset.Id))).Why
        );
    }

    [FactOnOneDatabase]
    public async Task Another_purpose_preset_asks_why_a_live_token_has_other_scopes_and_keeps_the_sentence()
    {
        var (systemUser, browser) = await GivenAsync(change: s =>
            (s.Preset, s.AdoptedAt, s.Purpose) = ("ad-management", DateTimeOffset.UnixEpoch, "Buys ads")
        );
        var path = $"/SystemUsers/{systemUser.Id}/Edit";
        await SaveAsync(browser, path, new() { ["Input.Owner"] = "Maria Lindqvist <maria@example.com>" });
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        await app.InDatabaseAsync(db =>
            db.Tokens.Where(t => t.Id == token.Id)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.Scopes, "ads_management"))
        );
        Assert.Null((await browser.GetAsync(path)).Document.GetElementById("Input_ScopesWhy"));

        var refused = await browser.PostFormAsync(
            path,
            new() { ["Input.Preset"] = "reporting", ["Input.Reason"] = "It only reads now" }
        );
        Assert.Contains(
            "ads_management",
            refused.Document.GetElementById("Input_ScopesWhy-error")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("ad-management", (await ReadAsync(systemUser.Id)).Preset);

        // As the page that refused it would send it.
        var again = Host.Page.Values(refused.Form(["Input.ScopesWhy"])).ToDictionary();
        again["Input.ScopesWhy"] = "It pauses what overspends";
        var answer = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(again));

        Assert.True(answer.IsRedirect, answer.Text);
        Assert.Equal("reporting", (await ReadAsync(systemUser.Id)).Preset);
        Assert.Equal(
            "It pauses what overspends",
            (await app.InDatabaseAsync(db => db.Tokens.SingleAsync(t => t.Id == token.Id))).ScopesWhy
        );
    }

    [FactOnOneDatabase]
    public async Task A_problem_with_a_tool_stands_at_the_place_where_it_was_typed()
    {
        var (systemUser, browser) = await GivenAsync();
        var path = $"/SystemUsers/{systemUser.Id}/Edit";
        await SaveAsync(browser, path, new() { ["Input.Consumers[0].Tool"] = "Looker" });

        var page = await browser.PostFormAsync(
            path,
            new()
            {
                ["Input.Consumers[0].IsRemoved"] = "true",
                ["Input.Consumers[1].Contact"] = "somebody@example.com",
                ["Input.Reason"] = "Tidy",
            }
        );

        Assert.Contains("is missing", page.Document.GetElementById("Input_Consumers_1__Tool-error")!.TextContent);
        Assert.Null(page.Document.GetElementById("Input_Consumers_0__Tool-error"));
    }

    [FactOnOneDatabase]
    public async Task What_a_look_into_the_vault_found_stands_on_its_page_with_the_way_to_register_it()
    {
        var (systemUser, browser) = await GivenAsync();
        var operation = await app.GivenOperationAsync(
            systemUser,
            OperationKind.CheckSecrets,
            o =>
            {
                var step = new OperationStep
                {
                    PortfolioId = systemUser.PortfolioId,
                    Number = 1,
                    Name = CheckSecrets.ReadAndAsk,
                    State = StepState.Done,
                };
                CheckedSecret[] secrets =
                [
                    new("one", SecretHolds.UnregisteredToken, "A token of it.", null, systemUser.Id),
                    new("two", SecretHolds.PersonalToken, "A person's."),
                ];
                step.WriteFacts(new { secrets });
                o.Steps.Add(step);
                o.End(OperationState.Done, "2 read.", app.Time.GetUtcNow());
            }
        );

        var page = await browser.GetAsync($"/Operations/{operation.Id}");

        Assert.NotNull(
            page.Document.QuerySelector($"a[href='/SystemUsers/{systemUser.Id}/Tokens/Register?secret=one']")
        );
        Assert.Contains("A person's token", page.Text);
        Assert.Equal(
            "one",
            (await browser.GetAsync($"/SystemUsers/{systemUser.Id}/Tokens/Register?secret=one"))
                .Document.GetElementById("Input_Secret")!
                .GetAttribute("value")
        );
    }

    [FactOnOneDatabase]
    public async Task Too_wide_a_look_into_the_vault_is_refused_at_its_field()
    {
        var (systemUser, browser) = await GivenAsync();

        var page = await browser.PostFormAsync(
            $"/Portfolios/{systemUser.PortfolioId}/Secrets",
            new() { ["Input.NamePattern"] = "*", ["Input.Reason"] = "All" }
        );

        Assert.Contains("at least 3", page.Document.GetElementById("Input_NamePattern-error")!.TextContent);
        Assert.Equal(HttpStatusCode.OK, page.Status);
    }

    private static async Task SaveAsync(Browser browser, string path, Dictionary<string, string> values)
    {
        values["Input.Reason"] = "It changed";
        var answer = await browser.PostFormAsync(path, values);
        Assert.True(answer.IsRedirect, answer.Text);
    }

    private static async Task<bool> IsOffAsync(Browser browser, string path) =>
        (await browser.GetAsync(path)).Document.QuerySelector(".confirm button[disabled]") is not null;

    private Task<SystemUser> ReadAsync(long id) =>
        app.InDatabaseAsync(db => db.SystemUsers.AsNoTracking().SingleAsync(s => s.Id == id));

    private async Task<(SystemUser SystemUser, Browser Browser)> GivenAsync(
        PortfolioMode mode = PortfolioMode.ObserveAndAct,
        Action<SystemUser>? change = null
    )
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Act {Guid.NewGuid()}", mode);
        var systemUser = await app.GivenSystemUserAsync(portfolio, "act sync", change);
        return (systemUser, await app.SignInAsync(Role.Administrator, portfolio.Id));
    }
}
