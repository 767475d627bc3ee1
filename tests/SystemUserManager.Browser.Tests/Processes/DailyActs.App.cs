using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Each time another app of the portfolio, with a control token of its own of the same admin.</summary>
internal sealed class AddingApp(CrashSite site) : DailyAct(site)
{
    private readonly List<string> _apps = [];
    private long _from;

    public override OperationKind Kind => OperationKind.AddApp;

    public override IReadOnlyList<string> Plan => AddApp.Plan;

    public override IReadOnlyList<string> Writing => [];

    public override async Task AskAsync(int number)
    {
        // Meta numbers an app when it is made; the vault is given both of its secrets.
        var app = await Meta.ClaimAppAsync($"Northwind Added App {number + 1}", AppSecret(number));
        await Meta.PlantAsync(ControlSecret(number), await Meta.MakeTokenAsync("System User Manager", app));
        _apps.Add(app);
        _from = await Meta.LastLineAsync();
        var portfolio = await Record.PortfolioIdAsync();
        await Site.AskAsync(() => Site.Anna.AskToAddAppAsync(portfolio, app, ControlSecret(number), AppSecret(number)));
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        await using var db = Record.Open();
        var app = await db.PortfolioApps.SingleAsync(a => a.AppId == _apps[number]);
        Assert.Equal(
            (ControlSecret(number), AppSecret(number), null, true),
            (app.ControlTokenSecret, app.AppSecretSecret, app.RemovedAt, app.LastReadAt is not null)
        );
        // Each system user that is known is seen through it, once.
        var joined = await db
            .AppScopedSystemUsers.Where(s => s.PortfolioAppId == app.Id)
            .Select(s => s.SystemUserId)
            .ToListAsync();
        Assert.DoesNotContain(null, joined);
        Assert.Equal(joined.Count, joined.Distinct().Count());
        Assert.Equal(await db.SystemUsers.CountAsync(s => s.VanishedAt == null), joined.Count);
        Assert.Single(await Record.TokensAsync(), t => t.AppId == app.AppId && t.State == TokenState.Active);
        Assert.DoesNotContain(await Meta.LogAsync(_from), RequestLines.IsWrite);
    }

    private static string ControlSecret(int number) => $"added-app-{number + 1}-control-token";

    private static string AppSecret(int number) => $"added-app-{number + 1}-secret";
}
