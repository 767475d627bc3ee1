using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;
using SystemUserManager.Tokens;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>The acts of every day in a real browser, on a system user that was there before the product.</summary>
public sealed class DailyActsTests(Chromium chromium)
{
    private const string Name = "ads sync";
    private const string FoundSecret = "ads-sync-token";
    private const string Kept = "Northwind DE Performance";
    private const string Lowered = "Northwind AT Performance";
    private const string Added = "Northwind CH Performance";
    private const string Tool = "Northwind ad scheduler";

    [Fact]
    public async Task A_found_system_user_gets_other_access_and_a_new_token_which_its_consumer_confirms()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, asFound: true);
        var anna = await Somebody.SitDownAsync(chromium, site.App.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await anna.OpenSystemUserAsync(Name);
        await Chromium.PhotographAsync(anna.Page, "daily-found");

        await ChangeAccessAsync(anna, site.Meta);
        var first = await RegisterAsync(anna, site);
        await NameTheToolAsync(anna);
        var second = await IssueAsync(anna, site, first);
        await ConfirmAsync(anna);
        await RevokeAsync(anna, site.Meta, first, second);
        await site.Record.SeeAuditHoldsAsync();
    }

    /// <summary>One account more and less to be done on another, in one operation; the first act asks who answers for it.</summary>
    private static async Task ChangeAccessAsync(Somebody anna, SandboxView meta)
    {
        Assert.Equal(
            [(Lowered, "ADVERTISE, ANALYZE, DRAFT"), (Kept, "ADVERTISE, ANALYZE, DRAFT")],
            await AccessAsync(meta)
        );
        await FollowAsync(anna, "Change access");
        await Asset(anna, Added).Locator("input[name='Input.AssetIds']").CheckAsync();
        await Task(anna, Added, "ANALYZE").CheckAsync();
        await Task(anna, Lowered, "ADVERTISE").UncheckAsync();
        await Task(anna, Lowered, "DRAFT").UncheckAsync();
        await anna.PressAsync("Check");
        var differences = anna.Page.Locator(".preview tbody tr");
        await Expect(differences).ToHaveCountAsync(2);
        await Expect(differences.Filter(new() { HasText = Lowered })).ToContainTextAsync("Lowered");
        await Expect(differences.Filter(new() { HasText = Added })).ToContainTextAsync("Added");
        // Others may hold tokens of it: what it can do isn't known.
        await Expect(anna.Page.Locator(".preview .facts")).Not.ToContainTextAsync("Can't spend money");
        await Chromium.PhotographAsync(anna.Page, "daily-access");
        await Axe.SeeNothingWrongAsync(anna.Page);
        await anna.Page.GetByLabel("Owner").FillAsync("Lena Brandt <lena.brandt@northwind.example>");
        await anna
            .Page.GetByLabel("Purpose", new() { Exact = true })
            .FillAsync("Moves the bids of the DACH accounts every night");
        await GiveReasonAsync(anna, "Austria only reports now, Switzerland begins to");
        await anna.PressAsync("Change access");
        await anna.SeeDoneAsync();
        await Chromium.PhotographAsync(anna.Page, "daily-access-done");

        Assert.Equal(
            [(Lowered, "ANALYZE"), (Added, "ANALYZE"), (Kept, "ADVERTISE, ANALYZE, DRAFT")],
            await AccessAsync(meta)
        );
    }

    /// <summary>The token that somebody had put into the vault.</summary>
    private static async Task<Token> RegisterAsync(Somebody anna, CrashSite site)
    {
        await anna.OpenSystemUserAsync(Name);
        await FollowAsync(anna, "Register a token");
        await anna.Page.GetByLabel("Name of the secret").FillAsync(FoundSecret);
        await GiveReasonAsync(anna, "It stood in the vault and in no record");
        await Chromium.PhotographAsync(anna.Page, "daily-register");
        await anna.PressAsync("Register the token");
        await anna.SeeDoneAsync();

        var token = Assert.Single(await TokensAsync(site));
        Assert.Equal((TokenOrigin.Registered, FoundSecret), (token.Origin, token.SecretName));
        var atMeta = Assert.Single(await site.Meta.TokensOfAsync(Name), SandboxView.IsLive);
        Assert.Equal(atMeta.GetProperty("sha256").GetString(), token.ValueSha256, ignoreCase: true);
        return token;
    }

    private static async Task NameTheToolAsync(Somebody anna)
    {
        await anna.OpenSystemUserAsync(Name);
        await FollowAsync(anna, "Edit record");
        await anna.Page.GetByLabel("Tool").FillAsync(Tool);
        await anna.Page.GetByLabel("Where it runs").FillAsync("Azure Container Apps, westeurope");
        await GiveReasonAsync(anna, "So that somebody can be asked whether it works");
        await anna.PressAsync("Save the record");
        await Expect(anna.Page.Locator("#consumers")).ToContainTextAsync($"Waiting for {Tool} to confirm");
    }

    private static async Task<Token> IssueAsync(Somebody anna, CrashSite site, Token first)
    {
        await FollowAsync(anna, "Issue a token");
        await anna.Page.Locator("input[name='Input.Scopes'][value=ads_read]").CheckAsync();
        await anna.Page.Locator("input[name='Input.Scopes'][value=ads_management]").CheckAsync();
        await GiveReasonAsync(anna, "The old one was copied by hand");
        await Chromium.PhotographAsync(anna.Page, "daily-issue");
        await anna.PressAsync("Issue the token");
        await anna.SeeDoneAsync();

        Assert.Equal(2, (await site.Meta.TokensOfAsync(Name)).Count(SandboxView.IsLive));
        return Assert.Single(await TokensAsync(site), t => t.Id != first.Id);
    }

    /// <summary>By the one-time link, opened by somebody who has no account here.</summary>
    private async Task ConfirmAsync(Somebody anna)
    {
        await anna.OpenSystemUserAsync(Name);
        await anna.PressAsync("Make a one-time link");
        var link = await anna.Page.Locator("#consumers .code-block code").InnerTextAsync();
        await Chromium.PhotographAsync(anna.Page, "daily-link");
        await Axe.SeeNothingWrongAsync(anna.Page);

        var consumer = await chromium.OpenAsync(link);
        await Expect(consumer.Locator("h1")).ToHaveTextAsync("Does it work?");
        await Chromium.PhotographAsync(consumer, "daily-confirm");
        await Axe.SeeNothingWrongAsync(consumer);
        await consumer.GetByRole(AriaRole.Button, new() { Name = "It works with this token" }).ClickAsync();
        await Expect(consumer.Locator("h1")).ToHaveTextAsync("Thank you");
        await consumer.GotoAsync(link);
        await Expect(consumer.Locator("h1")).ToHaveTextAsync("This link isn't valid");

        await anna.OpenSystemUserAsync(Name);
        await Expect(anna.Page.Locator("#consumers")).ToContainTextAsync($"said by the one-time link for {Tool}");
        await Chromium.PhotographAsync(anna.Page, "daily-confirmed");
    }

    private static async Task RevokeAsync(Somebody anna, SandboxView meta, Token first, Token second)
    {
        await anna
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = FoundSecret })
            .GetByRole(AriaRole.Link, new() { Name = "Revoke token", Exact = true })
            .ClickAsync();
        await Expect(anna.RevokeButton).ToBeVisibleAsync();
        await GiveReasonAsync(anna, "The new one works");
        await Chromium.PhotographAsync(anna.Page, "daily-revoke");
        await anna.RevokeButton.ClickAsync();
        await anna.SeeDoneAsync();
        await Chromium.PhotographAsync(anna.Page, "daily-revoked");

        var live = Assert.Single(await meta.TokensOfAsync(Name), SandboxView.IsLive);
        Assert.Equal(live.GetProperty("sha256").GetString(), second.ValueSha256, ignoreCase: true);
        var vault = await meta.VaultAsync();
        Assert.True(vault.IsEnabled(second.SecretName, second.SecretVersion!, second.ValueSha256!));
        Assert.False(vault.IsEnabled(first.SecretName, first.SecretVersion!, first.ValueSha256!));
        await anna.OpenSystemUserAsync(Name);
        await Chromium.PhotographAsync(anna.Page, "daily-end");
    }

    private static async Task FollowAsync(Somebody anna, string link)
    {
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
        await Expect(anna.Page.GetByLabel("Reason")).ToBeVisibleAsync();
    }

    private static Task GiveReasonAsync(Somebody anna, string reason) =>
        anna.Page.GetByLabel("Reason").FillAsync(reason);

    private static ILocator Asset(Somebody anna, string name) =>
        anna.Page.Locator(".picker-item[data-kind=AdAccount]").Filter(new() { HasText = name });

    private static ILocator Task(Somebody anna, string asset, string task) =>
        Asset(anna, asset).Locator($".picker-tasks input[value={task}]");

    /// <summary>At Meta, by name; tasks by name too.</summary>
    private static async Task<IEnumerable<(string Asset, string Tasks)>> AccessAsync(SandboxView meta) =>
        (await meta.AccessOfAsync(Name))
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => (a.Key, string.Join(", ", a.Value.Order(StringComparer.Ordinal))));

    private static async Task<List<Token>> TokensAsync(CrashSite site)
    {
        await using var db = site.Record.Open();
        return await db
            .Tokens.AsNoTracking()
            .Where(t => db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.Name == Name))
            .ToListAsync();
    }
}
