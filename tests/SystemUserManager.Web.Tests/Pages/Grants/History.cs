using MetaGraph.Assets;
using SystemUserManager.Assets;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Web.Tests.Pages.Grants;

/// <summary>
/// A portfolio with some days of history: first read on 20 November; on the 22nd a system user changed its name and its
/// owner, lost a Page and got an ad account, which a group gives to another.
/// </summary>
internal sealed record History(
    Portfolio Portfolio,
    SystemUser User,
    SystemUser Member,
    Asset Page,
    Asset Account,
    Asset Group
)
{
    public const string Old = "old name";
    public const string New = "new name";

    private static readonly DateTimeOffset First = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Changed = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static async Task<History> GivenAsync(PagesApp app, string name)
    {
        var portfolio = await app.GivenActingPortfolioAsync(name);
        var (before, after) = (
            await app.AddAsync(Person.Called($"{name} Ada")),
            await app.AddAsync(Person.Called($"{name} Bo"))
        );
        var user = await app.GivenSystemUserAsync(portfolio, $"{name} {New}", s => s.OwnerId = after.Id);
        var member = await app.GivenSystemUserAsync(portfolio, $"{name} member", s => s.Role = "ADMIN");
        var (page, account, group) = (
            await app.GivenAssetAsync(portfolio, AssetKind.Page, $"{name} Page"),
            await app.GivenAssetAsync(portfolio, AssetKind.AdAccount, $"{name} Account"),
            await app.GivenAssetAsync(portfolio, AssetKind.AssetGroup, $"{name} Group")
        );
        await app.InDatabaseAsync(async db =>
        {
            var (user1, member1) = (await db.SystemUsers.FindAsync(user.Id), await db.SystemUsers.FindAsync(member.Id));
            db.AddRange(
                Version(user1!, $"{name} {Old}", before.Id, First, Changed, null),
                Version(user1!, user.Name, after.Id, Changed, null, Changed.AddHours(-7)),
                Version(member1!, member.Name, null, First, null, null)
            );
            db.AddRange(
                Seen(user, page, "MANAGE", First, Changed, null),
                Seen(user, account, "ANALYZE", Changed, null, Changed.AddHours(-7), by: "Jane Doe"),
                Seen(member, account, "ADVERTISE", First, null, null),
                Seen(member, group, "", First, null, null)
            );
            db.Add(
                new GroupedAsset
                {
                    PortfolioId = portfolio.Id,
                    GroupId = group.Id,
                    AssetId = account.Id,
                    ValidFrom = First,
                }
            );
            foreach (var edge in new[] { "system_users", "owned_pixels" })
                db.Add(
                    new SyncPart
                    {
                        PortfolioId = portfolio.Id,
                        Edge = edge,
                        FirstCompleteReadAt = First,
                        LastCompleteReadAt = Changed,
                    }
                );
            return await db.SaveChangesAsync();
        });
        return new History(portfolio, user, member, page, account, group);
    }

    private static SystemUserVersion Version(
        SystemUser user,
        string name,
        long? owner,
        DateTimeOffset from,
        DateTimeOffset? to,
        DateTimeOffset? notBefore
    ) =>
        new()
        {
            PortfolioId = user.PortfolioId,
            SystemUser = user,
            Name = name,
            Role = user.Role,
            OwnerId = owner,
            ValidFrom = from,
            ValidTo = to,
            NotBefore = notBefore,
        };

    private static SeenGrant Seen(
        SystemUser user,
        Asset asset,
        string tasks,
        DateTimeOffset from,
        DateTimeOffset? to,
        DateTimeOffset? notBefore,
        string? by = null
    ) =>
        new()
        {
            PortfolioId = user.PortfolioId,
            SystemUserId = user.Id,
            AssetId = asset.Id,
            Tasks = tasks,
            ValidFrom = from,
            ValidTo = to,
            NotBefore = notBefore,
            ChangedByName = by,
        };
}
