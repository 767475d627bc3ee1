using System.Net;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class PasskeyTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : PasskeyTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : PasskeyTests(app), IClassFixture<PostgresWebApp>;

    [FactOnOneDatabase]
    public async Task A_passkey_signs_in_without_password_and_code()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var own = await app.SignInAsync(account.Email!);
        await CodeGenerator.SetUpAsync(app, own);
        var passkey = await SoftPasskey.AddAsync(own);
        var browser = app.NewBrowser();

        await passkey.SignInAsync(browser);

        Assert.Contains(account.Email!, (await browser.GetAsync("/Account")).Text, StringComparison.Ordinal);
        var row = (await app.AuditAsync())[^1];
        Assert.Equal(("Sign in", account.Id, "by passkey"), (row.Action, row.ActorId, row.After));
    }

    [FactOnOneDatabase]
    public async Task Whoever_has_a_passkey_is_not_let_in_with_the_password_alone()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        await SoftPasskey.AddAsync(await app.SignInAsync(account.Email!));

        var browser = await CodeGenerator.GivePasswordAsync(app, account.Email!);

        Assert.Null(browser.Session);
        var page = await browser.GetAsync("/Account/SignInCode");
        Assert.Contains("Use a passkey", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Whoever_lost_the_only_passkey_comes_in_with_a_recovery_code_once()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var own = await app.SignInAsync(account.Email!);
        await SoftPasskey.AddAsync(own);
        var none = await (await CodeGenerator.GivePasswordAsync(app, account.Email!)).GetAsync("/Account/SignInCode");
        Assert.DoesNotContain("Use a recovery code", none.Text, StringComparison.Ordinal);
        var code = await MakeRecoveryCodeAsync(own);

        var browser = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.Contains("Use a recovery code", (await browser.GetAsync("/Account/SignInCode")).Text);
        Assert.True((await CodeGenerator.GiveAsync(browser, code, isRecoveryCode: true)).IsRedirect);
        Assert.NotNull(browser.Session);

        var again = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.False((await CodeGenerator.GiveAsync(again, code, isRecoveryCode: true)).IsRedirect);
        Assert.Contains(await app.AuditAsync(), e => e.Action == "Use recovery code" && e.ActorId == account.Id);
    }

    [FactOnOneDatabase]
    public async Task Without_any_passkey_left_its_recovery_codes_are_gone()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var own = await app.SignInAsync(account.Email!);
        var passkey = await SoftPasskey.AddAsync(own);
        await MakeRecoveryCodeAsync(own);

        await passkey.RemoveAsync(own);

        await SoftPasskey.AddAsync(own);
        Assert.Contains("You have no recovery codes", (await own.GetAsync("/Account/Passkeys")).Text);
    }

    [FactOnOneDatabase]
    public async Task A_passkey_that_nobody_unlocked_is_not_taken()
    {
        var page = await new SoftPasskey { Unlocks = false }.TryAddAsync(await app.SignInAsync(Role.Auditor));
        Assert.Contains("Nothing was added", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task An_answer_to_an_earlier_question_signs_nobody_in()
    {
        var passkey = await SoftPasskey.AddAsync(await app.SignInAsync(Role.Auditor));
        var browser = app.NewBrowser();
        var old = await passkey.AnswerAsync(browser);
        await passkey.AnswerAsync(browser);

        var page = await browser.PostFormAsync("/Account/SignIn", new() { ["Credential"] = old });

        Assert.Contains("Nobody was signed in", page.Text, StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no json")]
    public async Task What_is_no_answer_signs_nobody_in(string credential)
    {
        var page = await app.NewBrowser().PostFormAsync("/Account/SignIn", new() { ["Credential"] = credential });
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Nobody was signed in", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_removed_passkey_and_one_of_an_ended_account_sign_nobody_in()
    {
        var browser = await app.SignInAsync(Role.Auditor);
        var removed = await SoftPasskey.AddAsync(browser);
        await removed.RemoveAsync(browser);
        var account = await app.GivenAccountAsync(Role.Auditor);
        var ended = await SoftPasskey.AddAsync(await app.SignInAsync(account.Email!));
        await app.AsSystemAsync(s => s.Get<EndAccount>().RunAsync(new(account.Id, "left"), default));

        foreach (var passkey in new[] { removed, ended })
            Assert.False((await passkey.UseAsync(app.NewBrowser(), "/Account/SignIn")).IsRedirect);
    }

    private static async Task<string> MakeRecoveryCodeAsync(Browser browser)
    {
        var page = await browser.PressAsync("/Account/Passkeys", "Make recovery codes");
        var codes = page.Document.QuerySelectorAll(".recovery-codes code");
        Assert.Equal(10, codes.Length);
        return codes[0].TextContent;
    }

    [FactOnOneDatabase]
    public async Task The_passkey_of_somebody_else_proves_nothing_here()
    {
        var passkey = await SoftPasskey.AddAsync(await app.SignInAsync(Role.Auditor));
        var browser = await app.SignInAsync(Role.Auditor);
        await SoftPasskey.AddAsync(browser);

        var page = await passkey.UseAsync(browser, "/Account/Prove");

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
    }
}
