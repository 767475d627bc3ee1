using System.Net;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

public abstract class AccessTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AccessTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AccessTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task It_opens_with_what_it_reaches_ticked_and_its_groups_beside()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Opened");
        await app.GivenGrantsAsync(systemUser, AssetKind.AssetGroup, "ANALYZE,DRAFT", "DACH group");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var page = await browser.GetAsync($"/SystemUsers/{systemUser.Id}/Access");
        var form = await AccessForm.OpenAsync(browser, systemUser.Id);

        Assert.Equal("Change access of opened ads reporting", page.Heading);
        Assert.StartsWith(page.Heading, page.Document.Title, StringComparison.Ordinal);
        Assert.Equal([$"{account.Id}"], form.Values("AssetIds"));
        Assert.Equal(["ANALYZE"], form.Values($"Tasks[{account.Id}]"));
        Assert.Equal(["ANALYZE"], form.Values($"Saw[{account.Id}]"));
        Assert.Contains("DACH group", page.Text);
        Assert.Contains("Shown, not edited", page.Text);
    }

    [FactOnOneDatabase]
    public async Task The_check_shows_the_difference_and_asks_for_nothing()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Checked");
        var more = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Checked DE");
        await app.GivenTokenAsync(systemUser, TokenState.Active);
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);

        var page = await form.Pick(account.Id, "ANALYZE", "MANAGE").Pick(more.Id, "ANALYZE").SendAsync("check");

        var said = page.Document.QuerySelector(".preview")!.TextContent;
        Assert.Contains("can't spend · reads no people's data · reaches 2 of 2 ad accounts", said);
        Assert.Contains("Raised", said);
        Assert.Contains("Added", said);
        Assert.Contains($"POST /{more.GraphId}/assigned_users", said);
        Assert.Contains("tasks=ANALYZE,MANAGE", said);
        Assert.Empty(page.Document.QuerySelectorAll(".field-error"));
        Assert.DoesNotContain(await app.OperationsAsync(portfolio.Id), o => o.Kind == OperationKind.ChangeAccess);
    }

    [FactOnOneDatabase]
    public async Task Without_a_known_token_the_check_says_what_is_reached_and_not_what_can_be_done_there()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Unknown");
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);

        var page = await form.Pick(account.Id, "ADVERTISE").SendAsync("check");

        var said = page.Document.QuerySelector(".preview")!.TextContent;
        Assert.Contains("reaches 1 of 1 ad account", said);
        Assert.Contains("depends on scopes that aren't known", said);
        Assert.Equal(
            2,
            page.Document.QuerySelectorAll(".preview .facts .state").Count(s => s.TextContent.Trim() == "Not known")
        );
        Assert.DoesNotContain("can't", said, StringComparison.OrdinalIgnoreCase);
    }

    [FactOnOneDatabase]
    public async Task What_is_sent_becomes_an_operation_of_the_difference()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Sent");
        var more = await app.GivenAssetAsync(portfolio, AssetKind.Page, "Sent page");
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);

        var page = await form.Untick("AssetIds", $"{account.Id}")
            .Pick(more.Id, "ANALYZE")
            .Type("Reason", "Another shop")
            .Type("Ticket", "OPS-9")
            .SendAsync();

        var operation = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal($"/Operations/{operation.Id}", page.Location);
        Assert.Equal(
            (OperationKind.ChangeAccess, systemUser.Id, "Another shop", "OPS-9"),
            (operation.Kind, operation.SystemUserId!.Value, operation.Reason, operation.Ticket)
        );
        var changes = operation.ReadInput<ChangeAccessInput>().Changes;
        Assert.Equal([(account.Id, true), (more.Id, false)], changes.Select(c => (c.AssetId, c.IsRemoved)));
        Assert.True(changes[1].IsAdded);
        var second = await form.SendAsync();
        Assert.Equal(page.Location, second.Location);
    }

    [FactOnOneDatabase]
    public async Task Changing_a_found_one_asks_who_answers_for_it_and_adopts_it()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Adopted", isAdopted: false);
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);
        form.Pick(account.Id, "ANALYZE", "ADVERTISE").Type("Reason", "It makes the ads, too");

        var check = await form.SendAsync("check");
        Assert.DoesNotContain("The owner is missing", check.Text, StringComparison.Ordinal);
        var refused = await form.SendAsync();
        Assert.Contains("The owner is missing", refused.Document.GetElementById("Input_Owner-error")!.TextContent);
        Assert.Contains("The purpose is missing", refused.Document.GetElementById("Input_Purpose-error")!.TextContent);
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
        await form.Type("Owner", "Maria Lindqvist <maria@example.com>").Type("Purpose", "Makes ads").SendAsync();

        Assert.Single(await app.OperationsAsync(portfolio.Id));
        var now = await app.InDatabaseAsync(db =>
            db.SystemUsers.AsNoTracking().SingleAsync(s => s.Id == systemUser.Id)
        );
        Assert.Equal(("Makes ads", true), (now.Purpose, now.IsOurs));
        Assert.NotNull(now.OwnerId);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row("check")]
    [Row("search")]
    [Row("preset")]
    public async Task Whatever_was_pressed_everything_typed_is_kept(string? go)
    {
        var (portfolio, systemUser, account) = await GivenAsync($"Kept {go}");
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);
        var key = form.Values("RequestKey").Single();

        var page = await form.Pick(account.Id, "ANALYZE", "ADVERTISE")
            .Type("AssetSearch", "nothing like it")
            .Type("GrantsWhy", "Because <b>")
            .Type("Ticket", "T-1")
            .SendAsync(go);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        var values = Page.Values(page.Form(["Input.Reason"])).ToLookup(v => v.Key, v => v.Value);
        Assert.Equal([$"{account.Id}"], values["Input.AssetIds"]);
        Assert.Equal(["ANALYZE", "ADVERTISE"], values[$"Input.Tasks[{account.Id}]"]);
        Assert.Equal(["ANALYZE"], values[$"Input.Saw[{account.Id}]"]);
        Assert.Equal("Because <b>", values["Input.GrantsWhy"].Single());
        Assert.Equal("nothing like it", values["Input.AssetSearch"].Single());
        Assert.Equal("T-1", values["Input.Ticket"].Single());
        Assert.Equal(key, values["Input.RequestKey"].Single());
    }

    [FactOnOneDatabase]
    public async Task A_grant_that_changed_since_the_page_was_opened_is_named()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Moved");
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);
        await app.InDatabaseAsync(db =>
            db.SeenGrants.Where(g => g.AssetId == account.Id)
                .ExecuteUpdateAsync(g => g.SetProperty(x => x.Tasks, "ANALYZE,MANAGE"))
        );

        var page = await form.Pick(account.Id, "ADVERTISE").Type("Reason", "More").SendAsync();

        Assert.Contains(
            "The access to Moved EU changed since this page was opened: now it is ANALYZE, MANAGE.",
            page.Text
        );
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task A_preset_ticks_its_tasks_and_wants_a_sentence_for_more()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Preset");
        var form = await AccessForm.OpenAsync(await app.SignInAsync(Role.Administrator, portfolio.Id), systemUser.Id);

        var ticked = await form.Type("Preset", "ad-management").SendAsync("preset");
        Assert.Equal(
            ["ADVERTISE"],
            Page.Values(ticked.Form(["Input.Reason"]))
                .Where(v => v.Key == $"Input.Tasks[{account.Id}]")
                .Select(v => v.Value)
        );
        Assert.Contains("Unconfirmed: Which scope ads need", ticked.Text);

        var refused = await form.Pick(account.Id, "MANAGE").Type("Reason", "More").SendAsync();
        Assert.Contains("Preset EU: MANAGE", refused.Document.GetElementById("Input_GrantsWhy-error")!.TextContent);
        var asked = await form.Type("GrantsWhy", "It sets limits").SendAsync();
        Assert.True(asked.IsRedirect, asked.Text);
        var input = Assert.Single(await app.OperationsAsync(portfolio.Id)).ReadInput<ChangeAccessInput>();
        Assert.Equal(("ad-management", "It sets limits"), (input.Preset, Assert.Single(input.Changes).Why));
    }

    [FactOnOneDatabase]
    public async Task Where_nothing_can_be_changed_it_says_why_on_both_pages()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Still", PortfolioMode.ObserveOnly);
        var systemUser = await app.GivenSystemUserAsync(portfolio, "still ads reporting");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        foreach (var path in new[] { $"/SystemUsers/{systemUser.Id}", $"/SystemUsers/{systemUser.Id}/Access" })
            Assert.Contains("Still is on Observe only", (await browser.GetAsync(path)).Text);
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        Assert.Contains(
            "Only administrators change what it reaches",
            (await auditor.GetAsync($"/SystemUsers/{systemUser.Id}")).Text
        );
    }

    [FactOnOneDatabase]
    public async Task A_line_of_the_checklist_says_who_did_it_and_an_auditor_can_not()
    {
        var (portfolio, systemUser, _) = await GivenAsync("Lines");
        var operation = await app.GivenOperationAsync(
            systemUser,
            OperationKind.ChangeAccess,
            o => o.End(OperationState.Done, "Done.", app.Time.GetUtcNow())
        );
        await app.AddAsync(
            new ChecklistLine
            {
                PortfolioId = portfolio.Id,
                SystemUserId = systemUser.Id,
                Text = "Take the dataset Shop away",
                OperationId = operation.Id,
                AddedAt = app.Time.GetUtcNow(),
            }
        );
        var path = $"/SystemUsers/{systemUser.Id}";
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var button = (await auditor.GetAsync(path)).Document.QuerySelector(".checklist button")!;
        Assert.True(button.HasAttribute("disabled"));
        Assert.Contains("Only offboarders", button.ParentElement!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PressAsync(path, "Done in Meta")).Status);

        var browser = await app.SignInAsync(Role.Offboarder, portfolio.Id);
        Assert.Equal(path, (await browser.PressAsync(path, "Done in Meta")).Location);

        var said = (await browser.GetAsync(path)).Document.QuerySelector(".checklist")!.TextContent;
        Assert.Contains("Take the dataset Shop away", said);
        Assert.Contains("Done in Meta by Offboarder", said);
    }

    [FactOnOneDatabase]
    public async Task Why_it_goes_beyond_its_purpose_stands_on_its_page_and_among_the_grants()
    {
        var (portfolio, systemUser, account) = await GivenAsync("Reasons");
        var operation = await app.GivenOperationAsync(
            systemUser,
            OperationKind.ChangeAccess,
            o => o.End(OperationState.Done, "Done.", app.Time.GetUtcNow())
        );
        await app.AddToAsync(
            systemUser,
            owner =>
            {
                owner.Preset = "reporting";
                return new Grant
                {
                    PortfolioId = portfolio.Id,
                    SystemUser = owner,
                    AssetId = account.Id,
                    AskedTasks = "MANAGE",
                    OperationId = operation.Id,
                    Why = "It sets spending limits",
                };
            }
        );
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await auditor.GetAsync($"/SystemUsers/{systemUser.Id}");
        Assert.Contains("Reporting", page.Document.QuerySelector(".facts")!.TextContent);
        Assert.Contains("Beyond its purpose: It sets spending limits", page.Text);
        Assert.Contains("Beyond its purpose: It sets spending limits", (await auditor.GetAsync("/Grants")).Text);
    }

    /// <summary>One that may do ANALYZE on "{name} EU", as the last read saw it.</summary>
    private async Task<(Portfolio, SystemUser, Asset)> GivenAsync(string name, bool isAdopted = true)
    {
        var portfolio = await app.GivenActingPortfolioAsync(name);
        var systemUser = await app.GivenSystemUserAsync(
            portfolio,
            $"{name.ToLowerInvariant()} ads reporting",
            s => s.AdoptedAt = isAdopted ? app.Time.GetUtcNow() : null
        );
        await app.GivenGrantsAsync(systemUser, AssetKind.AdAccount, "ANALYZE", $"{name} EU");
        var asset = await app.InDatabaseAsync(db =>
            db.Assets.AsNoTracking().SingleAsync(a => a.PortfolioId == portfolio.Id)
        );
        return (portfolio, systemUser, asset);
    }
}
