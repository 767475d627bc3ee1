using SystemUserManager.People;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>Somebody's phone: it knows a key, and shows the code of the app's time.</summary>
public sealed class CodeGenerator
{
    private readonly WebApp _app;
    private readonly string _key;

    private CodeGenerator(WebApp app, string key, IReadOnlyList<string> recoveryCodes)
    {
        (_app, _key) = (app, key);
        RecoveryCodes = recoveryCodes;
    }

    public string Key => _key;

    public IReadOnlyList<string> RecoveryCodes { get; }

    /// <summary>The code of this moment.</summary>
    public string Now => Totp.CodeAt(_key, Totp.StepAt(_app.Time.GetUtcNow()));

    /// <summary>As the page says, with the key that it shows; the browser stays signed in.</summary>
    public static async Task<CodeGenerator> SetUpAsync(WebApp app, Browser browser)
    {
        var page = await browser.GetAsync("/Account/TwoFactor");
        var key = page.Document.QuerySelector("p code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var fields = Page.Values(page.Form(["Protected", "Code"])).Where(f => f.Key != "Code");
        var code = Totp.CodeAt(key, Totp.StepAt(app.Time.GetUtcNow()));
        var made = await browser.SendAsync(
            HttpMethod.Post,
            "/Account/TwoFactor",
            new FormUrlEncodedContent([.. fields, new("Code", code)])
        );
        var codes = made.Document.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent).ToList();
        Assert.True(codes.Count == 10, made.Text);
        return new CodeGenerator(app, key, codes);
    }

    /// <summary>One that wasn't used yet: the clock goes on by one step.</summary>
    public string Next()
    {
        _app.Time.Advance(TimeSpan.FromSeconds(30));
        return Now;
    }

    public async Task<Browser> SignInAsync(string email)
    {
        var browser = await GivePasswordAsync(_app, email);
        var page = await GiveAsync(browser, Next());
        Assert.True(page.IsRedirect, page.Text);
        return browser;
    }

    /// <summary>The first step, which leads to the second.</summary>
    public static async Task<Browser> GivePasswordAsync(WebApp app, string email)
    {
        var browser = app.NewBrowser();
        var page = await browser.PostFormAsync(
            "/Account/SignIn",
            new() { ["Input.Email"] = email, ["Input.Password"] = WebApp.Password }
        );
        Assert.StartsWith("/Account/SignInCode", page.Location, StringComparison.Ordinal);
        return browser;
    }

    public static Task<Page> GiveAsync(Browser browser, string code, bool isRecoveryCode = false) =>
        browser.PostFormAsync(
            isRecoveryCode ? "/Account/SignInCode?Recovery=true" : "/Account/SignInCode",
            new() { ["Input.Code"] = code }
        );
}
