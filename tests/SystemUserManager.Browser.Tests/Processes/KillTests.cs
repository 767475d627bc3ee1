using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Walks;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// The app dies, as by <c>kill -9</c>, between every two steps of one creation and of one revocation, and is started again
/// each time, with Meta's side still running. Nobody helps it.
/// </summary>
public sealed partial class KillTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Name = "northwind kill proof";
    private const string KillAfter = "Sandbox__KillAfterStep";

    private static readonly string[] CreateSteps =
    [
        "Check the control token's rights",
        "See that the name is free",
        "Create at Meta",
        "See it in Meta's list",
        "Install the app",
        "Assign the assets",
        "Read back what it reaches",
        "Prove that the vault can be written",
        "Generate the token and stage it in the vault",
        "Prove the staged token",
        "Write it under its live name",
        "Disable the staged copy",
    ];

    private static readonly string[] RevokeSteps =
    [
        "Read the token from the vault",
        "Revoke it at Meta",
        "Prove that it is dead",
        "Disable it in the vault",
    ];

    private readonly Dictionary<string, string> _settings = new()
    {
        ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
        ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
        // A dead worker's hold on an operation ends soon.
        ["Operations__Lease"] = "00:00:02",
    };

    private string _url = "";

    [Fact]
    public async Task Killed_between_any_two_steps_the_operation_ends_rightly_without_help()
    {
        await using var app = await AppProcess.StartAsync(_settings);
        _url = app.Url;
        var page = await chromium.OpenAsync($"{app.Url}/Account/SignIn");
        await SignInAsync(page);
        await ConnectAsync(page);
        var before = await app.SandboxStateAsync();

        await DieAtEachStepAsync(app, CreateSteps, () => AskForCreationAsync(page));
        await SeeEndedAsync(page, 2, "Done");
        var live = await SeeOneUserWithOneTokenAsync(app, before);

        await DieAtEachStepAsync(app, RevokeSteps, () => AskForRevocationAsync(page));
        await SeeEndedAsync(page, 3, "Done");
        await SeeDeadAsync(app, live);
        await SeeThatNothingWasDoneTwiceAsync(app);
    }

    /// <summary>Asks while the first kill is set; then one start per step, each of which dies after its step.</summary>
    private async Task DieAtEachStepAsync(AppProcess app, string[] steps, Func<Task> ask)
    {
        await app.KillAsync();
        _settings[KillAfter] = steps[0];
        await app.StartAgainAsync();
        await ask();
        await app.WaitForDeathAsync();
        foreach (var step in steps[1..])
        {
            _settings[KillAfter] = step;
            app.StartDoomed();
            await app.WaitForDeathAsync();
        }

        _settings.Remove(KillAfter);
        await app.StartAgainAsync();
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("E-mail").FillAsync(AppProcess.AdministratorEmail);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(AppProcess.AdministratorPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/Account/SignIn", StringComparison.Ordinal));
    }

    private async Task ConnectAsync(IPage page)
    {
        await page.GotoAsync(At("/Portfolios/Connect"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Northwind Retail" }).ClickAsync();
        await SeeEndedAsync(page, 1, "Done");
    }

    private async Task AskForCreationAsync(IPage page)
    {
        await page.GotoAsync(At("/SystemUsers/Create"));
        await page.GetByLabel("Used by").FillAsync("Northwind BI");
        await page.GetByLabel("Purpose").FillAsync("To be killed and come back");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        foreach (var row in (await page.Locator(".picker-item[data-kind=Page]").AllAsync()).Take(3))
        {
            await row.Locator("input[name='Input.AssetIds']").CheckAsync();
            await row.Locator(".picker-tasks input").First.CheckAsync();
        }

        await page.Locator("input[name='Input.Scopes'][value=pages_show_list]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("To see that it survives");
        // The answer may be lost with the app: what was asked for is written down before it.
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the system user" }).DispatchEventAsync("click");
    }

    private async Task AskForRevocationAsync(IPage page)
    {
        await page.GotoAsync(At("/SystemUsers"));
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke token" }).First.ClickAsync();
        await page.GetByLabel("Reason").FillAsync("To see that it survives");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = RevokeButton() }).DispatchEventAsync("click");
    }

    private async Task SeeEndedAsync(IPage page, int operation, string state)
    {
        await page.GotoAsync(At($"/Operations/{operation}"));
        await Assertions.Expect(page.Locator(".page-lead .state").First).ToHaveTextAsync(state, new() { Timeout = 120_000 });
    }

    private static async Task<string> SeeOneUserWithOneTokenAsync(AppProcess app, JsonElement before)
    {
        var state = await app.SandboxStateAsync();
        Assert.Equal(before.GetProperty("systemUsers").GetArrayLength() + 1, state.GetProperty("systemUsers").GetArrayLength());
        var made = state.GetProperty("systemUsers").EnumerateArray().Single(u => u.GetProperty("name").GetString() == Name);
        Assert.Equal(3, state.GetProperty("grants").EnumerateArray().Count(g => g.GetProperty("memberId").GetString() == made.GetProperty("id").GetString()));
        var tokens = await TokensOfAsync(app, made);
        var live = Assert.Single(tokens, t => t.GetProperty("revokedAt").ValueKind == JsonValueKind.Null);
        Assert.Single(tokens);
        var sha256 = live.GetProperty("sha256").GetString()!;
        Assert.Single(VersionsThatHold(state, sha256), v => v.GetProperty("enabled").GetBoolean());
        return sha256;
    }

    private static async Task SeeDeadAsync(AppProcess app, string sha256)
    {
        var state = await app.SandboxStateAsync();
        var token = state.GetProperty("tokens").EnumerateArray().Single(t => t.GetProperty("sha256").GetString() == sha256);
        Assert.NotEqual(JsonValueKind.Null, token.GetProperty("revokedAt").ValueKind);
        Assert.All(VersionsThatHold(state, sha256), v => Assert.False(v.GetProperty("enabled").GetBoolean()));
    }

    /// <summary>Each change at Meta stands once in its log, however often the app died.</summary>
    private static async Task SeeThatNothingWasDoneTwiceAsync(AppProcess app)
    {
        var log = JsonSerializer.Deserialize<JsonElement>(await app.Sandbox.GetStringAsync("_sandbox/log?after=0"));
        var lines = (log.ValueKind == JsonValueKind.Array ? log : log.GetProperty("lines")).EnumerateArray().Select(l => l.ToString()).ToList();
        Assert.Single(lines, l => Is(l, "POST", "/system_users"));
        Assert.Single(lines, l => Is(l, "POST", "/applications"));
        Assert.Single(lines, l => Is(l, "POST", "/access_tokens"));
        Assert.Equal(3, lines.Count(l => Is(l, "POST", "/assigned_users")));
        Assert.Single(lines, l => Is(l, "GET", "/oauth/revoke"));
        Assert.DoesNotContain(lines, l => Is(l, "DELETE", "/access_tokens"));

        static bool Is(string line, string method, string path) =>
            line.Contains($"\"{method}\"", StringComparison.Ordinal) && line.Contains($"{path}\"", StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> TokensOfAsync(AppProcess app, JsonElement systemUser)
    {
        var ids = systemUser.GetProperty("appScopedIds").EnumerateObject().Select(i => i.Value.GetString()).ToHashSet();
        return [.. (await app.SandboxTokensAsync()).Where(t => ids.Contains(t.GetProperty("userId").GetString()))];
    }

    private static IEnumerable<JsonElement> VersionsThatHold(JsonElement state, string sha256) =>
        state
            .GetProperty("vault")
            .GetProperty("secrets")
            .EnumerateArray()
            .SelectMany(s => s.GetProperty("versions").EnumerateArray())
            .Where(v => v.GetProperty("valueSha256").GetString() == sha256);

    private string At(string path) => $"{_url}{path}";

    [GeneratedRegex("^Revoke")]
    private static partial Regex RevokeButton();
}
