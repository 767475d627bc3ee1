using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tests.Fixture;

/// <content>Another app of Northwind, with its own control token.</content>
public sealed partial class World
{
    public const string SecondControlSecret = "shop-control-token";
    public const string SecondAppSecret = "shop-app-secret";

    /// <summary>The value of the control token that <see cref="ClaimAppAsync"/> put into the vault.</summary>
    public string SecondControlToken { get; private set; } = "";

    /// <summary>Northwind claims another app; the secret and a control token of it stand in the vault. Its id.</summary>
    /// <param name="with">What is different about the control token.</param>
    public async Task<string> ClaimAppAsync(object? with = null)
    {
        var app = (
            await ChangeAsync(
                new
                {
                    @do = "addApp",
                    business = "Northwind Retail",
                    name = "Northwind Shop App",
                    secret = SecondAppSecret,
                }
            )
        )["id"]!.ToString();
        SecondControlToken = await MakeTokenAsync(
            with
                ?? new
                {
                    @do = "makeToken",
                    business = "Northwind Retail",
                    systemUser = "System User Manager",
                    app,
                }
        );
        await PlantAsync(SecondControlSecret, SecondControlToken);
        return app;
    }

    public static AddAppRequest AppForm(long portfolioId, string app) =>
        new()
        {
            Act = Act("The shop's own tools use it"),
            PortfolioId = portfolioId,
            AppId = app,
            ControlTokenSecret = SecondControlSecret,
            AppSecretSecret = SecondAppSecret,
        };

    public Task<Result<long>> AskAddAppAsync(AddAppRequest form) =>
        AsksAsync((AddApp act) => act.AskAsync(form, default));

    /// <summary>Claims it, adds it, and returns how it stands in the record.</summary>
    public async Task<PortfolioApp> AddAppAsync(long portfolioId)
    {
        await DoneAsync(AskAddAppAsync(AppForm(portfolioId, await ClaimAppAsync())));
        return await AppAsync();
    }

    public async Task<PortfolioApp> AppAsync()
    {
        await using var db = OpenDatabase();
        return await db.PortfolioApps.AsNoTracking().SingleAsync();
    }

    /// <summary>As the other app numbers them, those of this name.</summary>
    public async Task<List<AppScopedSystemUser>> SeenThroughAppAsync(string name)
    {
        await using var db = OpenDatabase();
        return await db.AppScopedSystemUsers.AsNoTracking().Where(s => s.Name == name).OrderBy(s => s.Id).ToListAsync();
    }

    public Task<Result<long>> JoinAsync(long appScopedId, long? systemUserId) =>
        AsksAsync(
            (JoinSystemUser act) =>
                act.RunAsync(new(Act("Compared in Meta's pages"), appScopedId, systemUserId), default)
        );

    public Task<Result<long>> RemoveAppAsync(long appId) =>
        AsksAsync((RemoveApp act) => act.RunAsync(new(Act("The shop moved"), appId), default));
}
