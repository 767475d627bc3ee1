using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>What people do behind the product's back is seen in the browser, and what is to be done about it is done there.</summary>
public sealed class TrueRecordTests(Chromium chromium)
{
    private const string Agency = "Brightside Agency";

    [Fact]
    public async Task An_old_partner_is_ended_and_what_was_tied_to_it_is_swept()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, asFound: true);
        var business = await BusinessOfAsync(site, Agency);
        var anna = await SitDownAsync(site);
        await anna.OpenAsync("/Partners?shown=Unknown");
        await anna.SeeItIsWellMadeAsync();
        await anna.OpenPartnerAsync(Agency);
        await Expect(anna.Page.Locator("[data-finding=UnknownPartner]")).ToBeVisibleAsync();
        await Expect(anna.Page.Locator("#shares")).ToContainTextAsync("Northwind DE Brand");
        await anna.SeeItIsWellMadeAsync();
        await Chromium.PhotographAsync(anna.Page, "partner");

        await anna.ChooseAsync("Edit record", "It was in no record");
        await anna.Page.GetByLabel("Purpose").FillAsync("Ran the brand campaigns of 2024");
        await anna.Page.GetByLabel("Ends on").FillAsync("2025-12-31");
        await anna.SeeItIsWellMadeAsync();
        await anna.PressAsync("Save the record");
        await anna.SeeHeadingAsync(Agency);
        await anna.ReadAgainAsync("Northwind Retail");
        await anna.OpenPartnerAsync(Agency);
        await Expect(anna.Page.Locator("[data-finding=PartnerPastEnd]")).ToBeVisibleAsync();

        await anna.ChooseAsync("End this partner", "The contract ended with the year");
        await anna.SeeHeadingAsync($"End {Agency}");
        await anna.SeeItIsWellMadeAsync();
        await Chromium.PhotographAsync(anna.Page, "partner-end");
        await anna.PressAsync("End this partner");
        await anna.SeeDoneAsync();
        Assert.DoesNotContain(business, await site.Meta.PartnersAsync());

        await anna.FollowAsync($"Open {Agency}");
        await anna.SeeHeadingAsync(Agency);
        await Expect(anna.Page.Locator("main")).ToContainTextAsync("It went ");
        await Expect(anna.Page.Locator("[data-finding]")).ToHaveCountAsync(0);
        await Expect(anna.Page.Locator("#shares")).ToContainTextAsync("Nothing is shared.");
        await anna.SeeItIsWellMadeAsync();
        await Chromium.PhotographAsync(anna.Page, "partner-gone");
        await SweepAsync(anna);
        await anna.OpenAsync("/Partners?shown=Gone");
        await Expect(anna.Page.Locator("#results tbody tr")).ToContainTextAsync(Agency);
        await site.Record.SeeAuditHoldsAsync();
    }

    [Fact]
    public async Task What_was_done_behind_the_products_back_is_seen_reverted_and_adopted()
    {
        const string Ours = "northwind ads reporting";
        const string Theirs = "agency bid tool";
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite);
        await site.CreateAsync(Ours);
        await site.SeeDoneAsync(CrashSite.CreationOf(Ours));
        var secret = (await site.Record.TokenOfAsync(Ours)).SecretName;
        var before = (await site.Meta.AccessOfAsync(Ours)).Count;
        await site.Meta.AddGrantAsync(Ours, await PageNotReachedByAsync(site, Ours), "MANAGE");
        await site.Meta.AddSystemUserAsync(Theirs);
        await site.Meta.DisableSecretAsync(secret);

        var anna = await SitDownAsync(site);
        await anna.ReadAgainAsync("Northwind Retail");
        await anna.OpenAsync("/Findings");
        await anna.SeeItIsWellMadeAsync();
        await Chromium.PhotographAsync(anna.Page, "findings");
        await anna.FollowAsync("Grant added at Meta");
        await Expect(anna.Page.Locator("[data-side=record]")).ToContainTextAsync("No grant.");
        await Expect(anna.Page.Locator("[data-side=meta]")).ToContainTextAsync("MANAGE");
        await anna.SeeItIsWellMadeAsync();
        await Chromium.PhotographAsync(anna.Page, "finding");
        var finding = anna.Page.Url;
        await anna.ChooseAsync("Revert it", "Nobody here gave it");
        await anna.SeeItIsWellMadeAsync();
        await anna.PressAsync("Put it back at Meta");
        await anna.SeeDoneAsync();
        Assert.Equal(before, (await site.Meta.AccessOfAsync(Ours)).Count);
        await anna.Page.GotoAsync(finding);
        await Expect(anna.Page.Locator(".page-lead")).ToContainTextAsync("Resolved");

        await anna.OpenAsync("/Findings?Kind=UnknownSystemUser&Search=agency");
        await anna.FollowAsync("Unknown system user");
        await anna.ChooseAsync("Say who owns it and what for", "It is the agency's");
        await anna.Page.Locator("#Input_Purpose").FillAsync("Bids for the agency's campaigns");
        await anna.Page.Locator("#Input_Owner").FillAsync("Mona Weiss");
        await anna.PressAsync("Save the record");
        await anna.SeeHeadingAsync(Theirs);
        await Expect(anna.Page.Locator("[data-finding=UnknownSystemUser]")).ToHaveCountAsync(0);

        await anna.OpenSystemUserAsync(Ours);
        await Expect(anna.Page.Locator("[data-finding=VaultSecretDisabled]")).ToBeVisibleAsync();
        await site.Record.SeeAuditHoldsAsync();
    }

    /// <summary>Says of each line of the checklist that it was done.</summary>
    private static async Task SweepAsync(Somebody anna)
    {
        var open = anna.Page.Locator("#checklist form");
        var lines = await open.CountAsync();
        Assert.True(lines > 1, $"{lines} lines are to be swept.");
        for (var left = lines - 1; left >= 0; left--)
        {
            await open.First.Locator("button").ClickAsync();
            await Expect(open).ToHaveCountAsync(left);
        }
    }

    private async Task<Somebody> SitDownAsync(CrashSite site)
    {
        var anna = await Somebody.SitDownAsync(chromium, site.App.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        return anna;
    }

    private static async Task<string> PageNotReachedByAsync(CrashSite site, string name)
    {
        await using var db = site.Record.Open();
        var reached =
            from g in db.SeenGrants
            join s in db.SystemUsers on g.SystemUserId equals s.Id
            where s.Name == name && g.ValidTo == null
            select g.AssetId;
        return await db
            .Assets.Where(a => a.Kind == AssetKind.Page && a.GoneAt == null && !reached.Contains(a.Id))
            .OrderBy(a => a.Id)
            .Select(a => a.Name)
            .FirstAsync();
    }

    private static async Task<string> BusinessOfAsync(CrashSite site, string partner)
    {
        await using var db = site.Record.Open();
        return await db.Partners.Where(p => p.Name == partner).Select(p => p.BusinessId).SingleAsync();
    }
}
