using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Security;

public abstract class TwoFactorTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : TwoFactorTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : TwoFactorTests(app), IClassFixture<PostgresWebApp>;

    [FactOnOneDatabase]
    public async Task With_codes_the_password_alone_opens_nothing()
    {
        var (account, codes) = await GivenCodesAsync();
        var browser = await CodeGenerator.GivePasswordAsync(app, account.Email!);

        Assert.Null(browser.Session);
        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
        Assert.Equal("Give password", (await app.AuditAsync())[^1].Action);

        Assert.True((await CodeGenerator.GiveAsync(browser, codes.Next())).IsRedirect);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        var row = (await app.AuditAsync())[^1];
        Assert.Equal(("Sign in", account.Id, "by password and code"), (row.Action, row.ActorId, row.After));
    }

    [FactOnOneDatabase]
    public async Task A_code_signs_in_once()
    {
        var (account, codes) = await GivenCodesAsync();
        await codes.SignInAsync(account.Email!);
        var again = await CodeGenerator.GivePasswordAsync(app, account.Email!);

        var page = await CodeGenerator.GiveAsync(again, codes.Now);

        Assert.Contains("was used already", page.Text, StringComparison.Ordinal);
        Assert.Null(again.Session);
        Assert.Equal("wrong code", (await app.AuditAsync()).Last(e => e.Action == "Sign in").After);
    }

    [FactOnOneDatabase]
    public async Task The_code_that_set_it_up_does_not_sign_in_any_more()
    {
        var (account, codes) = await GivenCodesAsync();
        var browser = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.False((await CodeGenerator.GiveAsync(browser, codes.Now)).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task Of_two_who_send_the_same_code_at_once_one_is_let_in()
    {
        var (account, codes) = await GivenCodesAsync();
        var first = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        var second = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        var code = codes.Next();

        await Task.WhenAll(
            Task.Run(() => CodeGenerator.GiveAsync(first, code)),
            Task.Run(() => CodeGenerator.GiveAsync(second, code))
        );

        Assert.Single(new[] { first, second }, b => b.Session is not null);
    }

    [FactOnOneDatabase]
    public async Task Five_wrong_codes_lock_the_account_and_the_password_does_not_start_the_count_anew()
    {
        var (account, codes) = await GivenCodesAsync();
        for (var i = 0; i < 5; i++)
            await CodeGenerator.GiveAsync(await CodeGenerator.GivePasswordAsync(app, account.Email!), "000000");

        Assert.NotNull((await app.AccountAsync(account.Email!)).LockoutEnd);
        var refused = await app.NewBrowser()
            .PostFormAsync(
                "/Account/SignIn",
                new() { ["Input.Email"] = account.Email!, ["Input.Password"] = WebApp.Password }
            );
        Assert.False(refused.IsRedirect);
        app.Time.Advance(TimeSpan.FromMinutes(15));
        await codes.SignInAsync(account.Email!);
    }

    [FactOnOneDatabase]
    public async Task A_recovery_code_signs_in_once_in_any_case_and_with_or_without_its_dash()
    {
        var (account, codes) = await GivenCodesAsync();
        var typed = codes.RecoveryCodes[0].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        var browser = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.True((await CodeGenerator.GiveAsync(browser, typed, isRecoveryCode: true)).IsRedirect);

        var again = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.False((await CodeGenerator.GiveAsync(again, codes.RecoveryCodes[0], isRecoveryCode: true)).IsRedirect);

        Assert.Contains(
            await app.AuditAsync(),
            e => e.Action == "Use recovery code" && e.ActorId == account.Id && e.After == "9 left"
        );
    }

    [FactOnOneDatabase]
    public async Task Neither_the_key_nor_a_recovery_code_stands_in_the_database_or_the_log()
    {
        var (account, codes) = await GivenCodesAsync();
        var stored = await app.AsSystemAsync(s =>
            s.Get<AppDb>().UserTokens.Where(t => t.UserId == account.Id).Select(t => t.Value!).ToListAsync()
        );
        var audit = (await app.AuditAsync()).Select(e => e.Text);
        var all = string.Join('\n', stored.Concat(audit).Concat(app.Log.Lines));
        Assert.NotEmpty(stored);
        Assert.DoesNotContain(codes.Key, all, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes.RecoveryCodes, c => Assert.DoesNotContain(c, all, StringComparison.OrdinalIgnoreCase));
    }

    [FactOnOneDatabase]
    public async Task Setting_codes_up_ends_the_sessions_that_began_without_and_a_wrong_code_sets_nothing_up()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var (browser, other) = (await app.SignInAsync(account.Email!), await app.SignInAsync(account.Email!));

        var wrong = await browser.PostFormAsync("/Account/TwoFactor", new() { ["Code"] = "000000" });
        Assert.Contains("Nothing was set up", wrong.Text, StringComparison.Ordinal);
        Assert.False((await app.AccountAsync(account.Email!)).TwoFactorEnabled);

        await CodeGenerator.SetUpAsync(app, browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        Assert.True((await other.GetAsync("/Account")).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task New_recovery_codes_make_the_old_ones_worthless()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        var codes = await CodeGenerator.SetUpAsync(app, browser);
        await browser.PressAsync("/Account/TwoFactor", "Make new recovery codes");

        var half = await CodeGenerator.GivePasswordAsync(app, account.Email!);
        Assert.False((await CodeGenerator.GiveAsync(half, codes.RecoveryCodes[0], isRecoveryCode: true)).IsRedirect);
    }

    [FactOnOneDatabase]
    public async Task Codes_are_turned_off_with_the_password_alone()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        await CodeGenerator.SetUpAsync(app, browser);

        var wrong = await browser.PostFormAsync("/Account/TwoFactor", new() { ["Password"] = "wrong horse battery" });
        Assert.Contains("Codes are still asked for", wrong.Text, StringComparison.Ordinal);
        await browser.PostFormAsync("/Account/TwoFactor", new() { ["Password"] = WebApp.Password });

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Account")).Status);
        await app.SignInAsync(account.Email!);
        Assert.False((await app.AccountAsync(account.Email!)).TwoFactorEnabled);
    }

    [FactOnOneDatabase]
    public async Task An_administrator_resets_the_second_factor_of_somebody_who_lost_it()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var browser = await app.SignInAsync(account.Email!);
        await CodeGenerator.SetUpAsync(app, browser);
        await SoftPasskey.AddAsync(browser);
        var administrator = await app.SignInAsAdministratorAsync();

        await administrator.PostFormAsync(
            $"/Settings/People/{account.Id}/SecondFactor",
            new() { ["Input.Reason"] = "Lost the phone" }
        );

        Assert.True((await browser.GetAsync("/Account")).IsRedirect);
        await app.SignInAsync(account.Email!);
        var row = (await app.AuditAsync()).Last(e => e.Action == "Reset second factor");
        Assert.Equal((AuditOutcome.Succeeded, "Lost the phone"), (row.Outcome, row.Reason));
        Assert.Contains("codes and a passkey", row.Before, StringComparison.Ordinal);
    }

    private async Task<(Account Account, CodeGenerator Codes)> GivenCodesAsync()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        return (account, await CodeGenerator.SetUpAsync(app, await app.SignInAsync(account.Email!)));
    }
}
