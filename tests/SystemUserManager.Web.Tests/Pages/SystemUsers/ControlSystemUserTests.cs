using System.Net;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>The system user that this tool acts through: every act that would break it is off on its page, and refused when it is sent all the same.</summary>
public abstract class ControlSystemUserTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ControlSystemUserTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ControlSystemUserTests(app), IClassFixture<PostgresPagesApp>;

    [Theory]
    [RowsOnOneDatabase]
    [Row("/SystemUsers/{id}/Access")]
    [Row("/SystemUsers/{id}/RevokeAll")]
    [Row("/SystemUsers/{id}/Rename")]
    [Row("/SystemUsers/{id}/Tokens/Issue")]
    [Row("/Tokens/{token}/Revoke")]
    public async Task An_act_that_would_break_it_is_off_on_its_page_and_refused_when_it_is_sent(string page)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Control {Guid.NewGuid()}");
        var asset = await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, "Control EU");
        var secret = $"control-{Guid.NewGuid():N}";
        await app.InDatabaseAsync(db =>
            db.Portfolios.Where(p => p.Id == portfolio.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.ControlTokenSecret, secret))
        );
        var control = await app.GivenSystemUserAsync(
            portfolio,
            "the control one",
            s => s.SecretName = secret,
            PagesApp.ControlGraphId
        );
        var other = await app.GivenSystemUserAsync(portfolio, "any other one");
        var (ofControl, ofOther) = (
            await app.GivenTokenAsync(control, TokenState.Active),
            await app.GivenTokenAsync(other, TokenState.Active)
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var before = (await app.OperationsAsync(portfolio.Id)).Count;

        var path = Address(page, control.Id, ofControl.Id);
        var opened = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Contains(PortfolioRules.ControlSystemUserIsProtected, opened.Text, StringComparison.Ordinal);
        Assert.NotNull(opened.Document.QuerySelector(".confirm button[type=submit][disabled]"));

        var sent = await SendAsync(browser, path, Fields(page, asset.Id));
        Assert.Equal(HttpStatusCode.OK, sent.Status);
        Assert.Contains(
            new ControlSystemUserProtected().Sentence,
            sent.Document.QuerySelector("main [role=alert]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(before, (await app.OperationsAsync(portfolio.Id)).Count);

        // It isn't the form that was wrong.
        var allowed = await SendAsync(browser, Address(page, other.Id, ofOther.Id), Fields(page, asset.Id));
        Assert.True(allowed.IsRedirect, allowed.Text);
    }

    /// <summary>With every field, shown or not: what the page leaves out is sent all the same.</summary>
    private static async Task<Page> SendAsync(Browser browser, string path, Dictionary<string, string> fields)
    {
        var form = (await browser.GetAsync(path)).Form(["Input.Reason"]);
        var all = Page.Values(form).Where(v => !fields.ContainsKey(v.Key)).Concat(fields);
        return await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(all));
    }

    private static string Address(string page, long systemUserId, long tokenId) =>
        page.Replace("{id}", $"{systemUserId}", StringComparison.Ordinal)
            .Replace("{token}", $"{tokenId}", StringComparison.Ordinal);

    private static Dictionary<string, string> Fields(string page, long assetId)
    {
        var fields = new Dictionary<string, string> { ["Input.Reason"] = "For a test" };
        var act = page.Split('/')[^1];
        if (act is "Access" or "Rename" or "Issue")
        {
            fields["Input.Owner"] = "Maria Lindqvist <maria@example.com>";
            fields["Input.Purpose"] = "Reads campaign results";
        }

        if (act == "Access")
        {
            fields["Input.AssetIds"] = $"{assetId}";
            fields[$"Input.Tasks[{assetId}]"] = "ANALYZE";
        }

        if (act == "Rename")
            fields["Input.Name"] = $"northwind {Guid.NewGuid():N}"[..30];
        if (act == "Issue")
            fields["Input.Scopes"] = "ads_read";
        return fields;
    }
}
