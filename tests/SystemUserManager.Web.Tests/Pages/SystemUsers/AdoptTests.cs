using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>Found system users adopted from a CSV, with the forms as they stand.</summary>
public abstract class AdoptTests(PagesApp app)
{
    private const string Path = "/SystemUsers/Adopt";
    private const string Header = "system user id,owner,successor,purpose\n";

    public sealed class OnSqlite(SqlitePagesApp app) : AdoptTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AdoptTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task Rows_are_shown_before_and_after_and_a_foreign_one_is_not_found()
    {
        var (ours, theirs) = (
            await app.GivenActingPortfolioAsync("Ours"),
            await app.GivenActingPortfolioAsync("Theirs")
        );
        var mine = await app.GivenSystemUserAsync(ours, "our sync");
        var foreign = await app.GivenSystemUserAsync(theirs, "their sync");
        var browser = await app.SignInAsync(Role.Administrator, ours.Id);
        Assert.Equal(Path, Link(await browser.GetAsync("/SystemUsers")));

        var csv = $"{Header}{mine.GraphId},Ada Lovelace <ada@example.com>,,Syncs\n{foreign.GraphId},Ada,,Syncs\n";
        var preview = await browser.PostFormAsync(Path, new() { ["Input.Text"] = csv });
        Assert.Contains("1 of 2 rows can be adopted", preview.Text, StringComparison.Ordinal);
        Assert.Contains("No system user of this id", preview.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("their sync", preview.Text, StringComparison.Ordinal);
        Assert.False((await FindAsync(mine.Id)).IsOurs);

        var refused = await SendAsync(browser, preview, ("Input.Reason", " "));
        Assert.Contains("The reason is missing", refused.Document.GetElementById("Input_Reason-error")!.TextContent);
        var done = await SendAsync(browser, refused, ("Input.Reason", "Asked around"));

        Assert.Contains("1 system user was adopted. 1 row was left.", done.Text, StringComparison.Ordinal);
        Assert.True((await FindAsync(mine.Id)).IsOurs);
        Assert.False((await FindAsync(foreign.Id)).IsOurs);
        Assert.Null(Link(await browser.GetAsync("/SystemUsers")));
    }

    [FactOnOneDatabase]
    public async Task What_changed_since_it_was_shown_is_left_and_looked_at_again_with_one_press()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Changes");
        var moved = await app.GivenSystemUserAsync(portfolio, "moving sync");
        var stays = await app.GivenSystemUserAsync(portfolio, "staying sync");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var csv = $"{Header}{moved.GraphId},Ada,,Syncs\n{stays.GraphId},Ada,,Syncs\n";
        var preview = await browser.PostFormAsync(Path, new() { ["Input.Text"] = csv });
        var atMeta = preview.Document.QuerySelectorAll("[data-label='At Meta']").Select(c => c.TextContent).ToList();
        Assert.Contains("moving sync, EMPLOYEE, reaches 0 assets", atMeta[0], StringComparison.Ordinal);
        Assert.Contains("No token of it is known here, read never", atMeta[0], StringComparison.Ordinal);
        await app.InDatabaseAsync(db =>
            db.SystemUsers.Where(s => s.Id == moved.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Role, "ADMIN"))
        );

        var done = await SendAsync(browser, preview, ("Input.Reason", "Asked around"));

        Assert.Contains("1 system user was adopted. 1 row was left.", done.Text, StringComparison.Ordinal);
        Assert.Contains(
            "by now Meta shows \"moving sync, ADMIN, reaches 0 assets\"",
            done.Text,
            StringComparison.Ordinal
        );
        Assert.True((await FindAsync(stays.Id)).IsOurs);
        Assert.False((await FindAsync(moved.Id)).IsOurs);

        var form = done.Document.Forms.Single(f => f.TextContent.Contains("Look at the rows again"));
        var again = await browser.SendAsync(
            HttpMethod.Post,
            form.GetAttribute("action")!,
            new FormUrlEncodedContent(Host.Page.Values(form))
        );
        Assert.Contains("1 of 2 rows can be adopted", again.Text, StringComparison.Ordinal);
        Assert.Contains("moving sync, ADMIN", again.Text, StringComparison.Ordinal);
        await SendAsync(browser, again, ("Input.Reason", "It may be an Admin"));
        Assert.True((await FindAsync(moved.Id)).IsOurs);
    }

    [FactOnOneDatabase]
    public async Task A_file_takes_the_place_of_the_text_and_one_that_is_no_text_is_refused_in_words()
    {
        var portfolio = await app.GivenActingPortfolioAsync();
        var mine = await app.GivenSystemUserAsync(portfolio, "waits for a file");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var preview = await UploadAsync(browser, Encoding.UTF8.GetBytes($"{Header}{mine.GraphId},Zoë,,Syncs"));
        Assert.Contains("Zoë", preview.Document.GetElementById("Input_Text")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("waits for a file", preview.Text, StringComparison.Ordinal);
        var strange = await UploadAsync(browser, [0x41, 0xE9, 0x42, 0xFF]);
        Assert.Contains("isn't UTF-8", strange.Document.GetElementById("Input_Text-error")!.TextContent);
        Assert.Equal("typed before", strange.Document.GetElementById("Input_Text")!.TextContent.Trim());
        var large = await UploadAsync(browser, new byte[300 * 1024]);
        Assert.Contains("256 kB", large.Document.GetElementById("Input_Text-error")!.TextContent);

        var template = await browser.PressAsync(Path, "Download a CSV to fill in");
        Assert.StartsWith(Header.Trim() + ",name,portfolio\r\n", template.Body, StringComparison.Ordinal);
        Assert.Contains("waits for a file", template.Body, StringComparison.Ordinal);
    }

    private static string? Link(Host.Page page) =>
        page
            .Document.QuerySelectorAll(".page-acts a")
            .FirstOrDefault(a => a.TextContent == "Adopt from a CSV")
            ?.GetAttribute("href");

    /// <summary>The form under the preview, as it stands on the page.</summary>
    private static Task<Host.Page> SendAsync(Browser browser, Host.Page page, (string Key, string Value) typed)
    {
        var form = page.Form(["Input.Reason"]);
        return browser.SendAsync(
            HttpMethod.Post,
            form.GetAttribute("action")!,
            new FormUrlEncodedContent(
                Host.Page.Values(form)
                    .Where(v => v.Key != typed.Key)
                    .Append(KeyValuePair.Create(typed.Key, typed.Value))
            )
        );
    }

    private static async Task<Host.Page> UploadAsync(Browser browser, byte[] file)
    {
        var form = (await browser.GetAsync(Path)).Form(["Upload"]);
        var content = new MultipartFormDataContent();
        foreach (var (name, value) in Host.Page.Values(form).Where(v => v.Key is not ("Upload" or "Input.Text")))
            content.Add(new StringContent(value), name);
        content.Add(new StringContent("typed before"), "Input.Text");
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        content.Add(part, "Upload", "adopt.csv");
        return await browser.SendAsync(HttpMethod.Post, form.GetAttribute("action")!, content);
    }

    private Task<SystemUser> FindAsync(long id) =>
        app.InDatabaseAsync(db => db.SystemUsers.AsNoTracking().SingleAsync(s => s.Id == id));
}
