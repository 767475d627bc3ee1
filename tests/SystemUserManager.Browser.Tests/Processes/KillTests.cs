using System.Text.Json;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Walks;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// The app dies, as by <c>kill -9</c>, between every two steps of one creation and of one revocation, and is started again
/// each time, with Meta's side still running. Nobody helps it.
/// </summary>
public sealed class KillTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Name = "northwind kill proof";
    private const string Failpoint = "Sandbox__Failpoint";

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

    [Fact]
    [Trait("Id", "A01")]
    [Trait("Id", "A02")]
    public async Task Killed_between_any_two_steps_the_operation_ends_rightly_without_help()
    {
        await using var app = await AppProcess.StartAsync(_settings);
        var anna = await Somebody.SitDownAsync(chromium, app.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await anna.OpenAsync("/Portfolios/Connect");
        await anna.PressAsync("Connect Northwind Retail");
        await anna.SeeDoneAsync();
        var before = await app.Meta.SystemUsersAsync();

        await DieAtEachStepAsync(app, CreateSteps, () => AskForCreationAsync(anna));
        await anna.OpenAsync("/Operations/2");
        await anna.SeeDoneAsync();
        Assert.Equal(before + 1, await app.Meta.SystemUsersAsync());
        var token = await SeeOneLiveTokenAsync(app);

        await DieAtEachStepAsync(app, RevokeSteps, () => AskForRevocationAsync(anna));
        await anna.OpenAsync("/Operations/3");
        await anna.SeeDoneAsync();
        Assert.False(SandboxView.IsLive(Assert.Single(await app.Meta.TokensOfAsync(Name))));
        Assert.All((await app.Meta.SecretsHoldingAsync(token)).SelectMany(s => s.EnabledVersions), Assert.False);
        SeeThatNothingWasDoneTwice(await app.Meta.GraphLogAsync());
    }

    /// <summary>Asks while the first kill is set; then one start per step, each of which dies after its step.</summary>
    private async Task DieAtEachStepAsync(AppProcess app, string[] steps, Func<Task> ask)
    {
        await app.KillAsync();
        _settings[Failpoint] = $"between:{steps[0]}:kill";
        await app.StartAgainAsync();
        await ask();
        await app.WaitForDeathAsync();
        foreach (var step in steps[1..])
        {
            _settings[Failpoint] = $"between:{step}:kill";
            app.StartDoomed();
            await app.WaitForDeathAsync();
        }

        _settings.Remove(Failpoint);
        await app.StartAgainAsync();
    }

    private static async Task AskForCreationAsync(Somebody anna)
    {
        var page = anna.Page;
        await anna.OpenAsync("/SystemUsers/Create");
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

    private static async Task AskForRevocationAsync(Somebody anna)
    {
        await anna.OpenSystemUserAsync(Name);
        await anna.ChooseRevokeAsync("Revoke token", "To see that it survives");
        await anna.RevokeButton.DispatchEventAsync("click");
    }

    /// <summary>One token was ever made, it lives, and one enabled version holds it. Returns its SHA-256.</summary>
    private static async Task<string> SeeOneLiveTokenAsync(AppProcess app)
    {
        Assert.Equal(3, (await app.Meta.GrantsOfAsync(Name)).Count);
        var token = Assert.Single(await app.Meta.TokensOfAsync(Name));
        Assert.True(SandboxView.IsLive(token));
        var sha256 = token.GetProperty("sha256").GetString()!;
        Assert.Single(
            (await app.Meta.SecretsHoldingAsync(sha256)).SelectMany(s => s.EnabledVersions),
            enabled => enabled
        );
        return sha256;
    }

    /// <summary>Each change at Meta stands once in its log, however often the app died.</summary>
    private static void SeeThatNothingWasDoneTwice(IReadOnlyList<JsonElement> log)
    {
        Assert.Equal(1, Count("POST", "/system_users"));
        Assert.Equal(1, Count("POST", "/applications"));
        Assert.Equal(1, Count("POST", "/access_tokens"));
        Assert.Equal(3, Count("POST", "/assigned_users"));
        Assert.Equal(1, Count("GET", "/oauth/revoke"));
        Assert.Equal(0, Count("DELETE", "/access_tokens"));

        int Count(string method, string path) =>
            log.Count(l =>
                l.GetProperty("method").GetString() == method
                && l.GetProperty("path").GetString()!.EndsWith(path, StringComparison.Ordinal)
            );
    }
}
