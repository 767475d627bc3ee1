using System.Globalization;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Tests.Host;
using Asset = SystemUserManager.Assets.Asset;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>Rows as a worker would have left them, for pages to show.</summary>
internal static class Seed
{
    private static long _lastGraphId = 7000;

    public static Task<Portfolio> GivenConnectedAsync(
        this WebApp app,
        string name,
        Action<Portfolio>? with = null,
        string? businessId = null
    ) =>
        app.SaveAsync(db =>
        {
            var portfolio = new Portfolio
            {
                BusinessId = businessId ?? NextGraphId(),
                Name = name,
                AppId = "1300000000000001",
                AppName = "Marketing Hub",
                ControlTokenSecret = "control-token",
                AppSecretSecret = "app-secret",
                Tier = AccessTier.Full,
                Mode = PortfolioMode.ObserveAndAct,
                State = PortfolioState.Connected,
                ConnectedAt = app.Time.GetUtcNow(),
                LastReadAt = app.Time.GetUtcNow(),
            };
            portfolio.Rename(name);
            with?.Invoke(portfolio);
            db.Portfolios.Add(portfolio);
            return Task.FromResult(portfolio);
        });

    public static Task<SystemUser> GivenSystemUserAsync(
        this WebApp app,
        Portfolio portfolio,
        string name,
        string? owner = null
    ) =>
        app.SaveAsync(async db =>
        {
            var systemUser = new SystemUser
            {
                PortfolioId = portfolio.Id,
                AppId = portfolio.AppId,
                GraphId = NextGraphId(),
                Name = name,
                Role = "EMPLOYEE",
                FirstSeenAt = app.Time.GetUtcNow(),
            };
            systemUser.Rename(name);
            if (owner is not null)
            {
                var person = Person.Called(owner, $"{NextGraphId()}@example.com");
                db.People.Add(person);
                await db.SaveChangesAsync();
                systemUser.OwnerId = person.Id;
            }

            db.SystemUsers.Add(systemUser);
            return systemUser;
        });

    /// <summary>One grant on each of these assets.</summary>
    public static Task<int> GivenGrantsAsync(
        this WebApp app,
        SystemUser systemUser,
        AssetKind kind,
        string tasks,
        params string[] assets
    ) =>
        app.SaveAsync(async db =>
        {
            var rows = assets.Select(name => new Asset
            {
                PortfolioId = systemUser.PortfolioId,
                Kind = kind,
                GraphId = NextGraphId(),
                Name = name,
                NameKey = SortKey.Of(name),
                FirstSeenAt = app.Time.GetUtcNow(),
            });
            var added = rows.ToList();
            db.Assets.AddRange(added);
            await db.SaveChangesAsync();
            db.SeenGrants.AddRange(
                added.Select(asset => new SeenGrant
                {
                    PortfolioId = systemUser.PortfolioId,
                    SystemUserId = systemUser.Id,
                    AssetId = asset.Id,
                    Tasks = tasks,
                    ValidFrom = app.Time.GetUtcNow(),
                })
            );
            return added.Count;
        });

    /// <summary>With three steps, asked for by the administrator; it waits until somebody says otherwise in <paramref name="with"/>.</summary>
    public static Task<Operation> GivenOperationAsync(
        this WebApp app,
        Portfolio portfolio,
        Action<Operation> with,
        string title = "Create ads reporting",
        OperationKind kind = OperationKind.CreateSystemUser
    ) =>
        app.SaveAsync(async db =>
        {
            var asker = await db.Users.FirstAsync(a => a.Email == WebApp.AdministratorEmail);
            var operation = new Operation
            {
                Kind = kind,
                PortfolioId = portfolio.Id,
                Title = title,
                RequestKey = Guid.NewGuid(),
                AskedById = asker.Id,
                AskedByName = $"{asker.Name} <{asker.Email}>",
                Reason = "Asked for by marketing.",
                AskedAt = app.Time.GetUtcNow(),
                Input = "{}",
                IsChange = true,
            };
            foreach (var (name, number) in new[] { "Look", "Create it", "Read it back" }.Select((n, i) => (n, i + 1)))
            {
                operation.Steps.Add(
                    new OperationStep
                    {
                        PortfolioId = portfolio.Id,
                        Number = number,
                        Name = name,
                    }
                );
            }

            with(operation);
            db.Operations.Add(operation);
            return operation;
        });

    public static Task<T> ReadAsync<T>(this WebApp app, Func<AppDb, Task<T>> read) =>
        app.AsSystemAsync(services => read(services.Get<AppDb>()));

    /// <summary>Every page of a list, one after the other: the text of each row's first cell.</summary>
    public static async Task<List<string>> AllRowsAsync(this Browser browser, string path)
    {
        var rows = new List<string>();
        for (var next = path; next is not null; )
        {
            var page = await browser.GetAsync(next);
            rows.AddRange(page.Rows());
            next = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }
        return rows;
    }

    /// <summary>The first cell of each row, without the second line.</summary>
    public static IEnumerable<string> Rows(this Page page) =>
        page
            .Document.QuerySelectorAll("#results tbody th")
            .Select(cell => (cell.QuerySelector("a") ?? cell).TextContent.Trim());

    public static async Task<T> SaveAsync<T>(this WebApp app, Func<AppDb, Task<T>> change) =>
        await app.AsSystemAsync(async services =>
        {
            var db = services.Get<AppDb>();
            using var seeding = db.Unaudited("Made for a test.");
            var made = await change(db);
            await db.SaveChangesAsync();
            return made;
        });

    private static string NextGraphId() =>
        Interlocked.Increment(ref _lastGraphId).ToString(CultureInfo.InvariantCulture);
}
