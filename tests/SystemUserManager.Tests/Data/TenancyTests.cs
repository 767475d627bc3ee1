using System.Reflection;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Reviews;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Data;

public abstract class TenancyTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Somebody_of_one_portfolio_sees_nothing_of_another_in_any_table()
    {
        var (northwind, contoso) = (await World.ConnectAsync("Northwind"), await World.ConnectAsync("Contoso"));
        await World.CreateAsync(
            World.CreateForm(
                northwind,
                "northwind ads reporting",
                await World.GrantOnAsync("Northwind DE Performance", "ANALYZE")
            )
        );
        await World.CreateAsync(
            World.CreateForm(
                contoso,
                "contoso daily figures",
                await World.GrantOnAsync("Contoso Media House Account", "ANALYZE")
            )
        );

        await FillWhatOnlyTroubleFillsAsync(northwind, contoso);

        foreach (var (mine, others) in new[] { (northwind, contoso), (contoso, northwind) })
        {
            await World.AsAuditor(mine);
            var seen = await World.InScopeAsync(scope => SeenAsync((AppDb)scope.GetService(typeof(AppDb))!));
            Assert.All(seen, table => Assert.Equal([mine], table.Portfolios));
            Assert.Contains(seen, table => table.Name == "Token");
            Assert.DoesNotContain(seen, table => table.Portfolios.Contains(others));
        }
    }

    [Fact]
    public async Task Somebody_of_both_sees_both_and_somebody_of_none_sees_nothing()
    {
        var (northwind, contoso) = (await World.ConnectAsync("Northwind"), await World.ConnectAsync("Contoso"));

        await World.AsAuditor(northwind, contoso);
        Assert.Equal(
            2,
            await World.InScopeAsync(scope => ((AppDb)scope.GetService(typeof(AppDb))!).Portfolios.CountAsync())
        );
        World.SignIn(new Account { Name = "Nobody in particular" });
        var seen = await World.InScopeAsync(scope => SeenAsync((AppDb)scope.GetService(typeof(AppDb))!));
        Assert.All(seen, table => Assert.Empty(table.Portfolios));
    }

    /// <summary>
    /// A set of portfolios that is asked for first, and then sent with the query, costs each query another one, on another
    /// connection: enough of them at once wait for each other.
    /// </summary>
    [Fact]
    public async Task Whose_portfolios_one_sees_is_a_part_of_each_query() =>
        await World.InScopeAsync(scope =>
        {
            var db = (AppDb)scope.GetService(typeof(AppDb))!;
            var read = typeof(TenancyTests).GetMethod(nameof(QueryOf), BindingFlags.Static | BindingFlags.NonPublic)!;
            var filtered = db.Model.GetEntityTypes().Where(e => e.GetDeclaredQueryFilters().Count > 0).ToList();
            Assert.NotEmpty(filtered);
            Assert.All(
                filtered,
                type =>
                    Assert.Contains(
                        nameof(AppDb.RoleAssignments),
                        (string)read.MakeGenericMethod(type.ClrType).Invoke(null, [db])!
                    )
            );
            return Task.FromResult(true);
        });

    private static string QueryOf<T>(AppDb db)
        where T : class => db.Set<T>().ToQueryString();

    private static async Task<List<(string Name, IReadOnlyList<long> Portfolios)>> SeenAsync(AppDb db)
    {
        var read = typeof(TenancyTests).GetMethod(
            nameof(PortfoliosOfAsync),
            BindingFlags.Static | BindingFlags.NonPublic
        )!;
        var tables = new List<(string, IReadOnlyList<long>)>
        {
            ("Portfolio", await db.Portfolios.Select(p => p.Id).Distinct().ToListAsync()),
        };
        var owned = db
            .Model.GetEntityTypes()
            .Where(e => e.FindProperty("PortfolioId") is not null && e.ClrType != typeof(RoleAssignment));
        foreach (var type in owned.Select(e => e.ClrType))
            tables.Add((type.Name, await (Task<List<long>>)read.MakeGenericMethod(type).Invoke(null, [db])!));
        return tables;
    }

    /// <summary>Of no portfolio: 0, which nobody of a single portfolio may see.</summary>
    private static Task<List<long>> PortfoliosOfAsync<T>(AppDb db)
        where T : class => db.Set<T>().Select(e => EF.Property<long?>(e, "PortfolioId") ?? 0).Distinct().ToListAsync();

    private async Task FillWhatOnlyTroubleFillsAsync(params long[] portfolios)
    {
        await using var db = World.OpenDatabase();
        foreach (var id in portfolios)
        {
            db.Findings.Add(
                new Finding
                {
                    PortfolioId = id,
                    Kind = FindingKind.VaultSecretExtra,
                    ObjectKey = "meta-extra",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
            db.GraphLimits.Add(new GraphLimit { PortfolioId = id, AppId = "1" });
            var systemUser = await db.SystemUsers.FirstAsync(s => s.PortfolioId == id);
            var operation = await db.Operations.FirstAsync(o => o.PortfolioId == id);
            db.ChecklistLines.Add(
                new ChecklistLine
                {
                    PortfolioId = id,
                    SystemUserId = systemUser.Id,
                    Text = "Take it away",
                    OperationId = operation.Id,
                    AddedAt = World.Clock.GetUtcNow(),
                }
            );
            db.BusinessPeople.Add(
                new BusinessPerson
                {
                    PortfolioId = id,
                    GraphId = "1",
                    Name = "Mona",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
            var asset = await db.Assets.FirstAsync(a => a.PortfolioId == id);
            db.PortfolioLabels.Add(
                new PortfolioLabel
                {
                    PortfolioId = id,
                    Label = "Of a test",
                    LabelKey = "of a test",
                }
            );
            db.BusinessApps.Add(
                new BusinessApp
                {
                    PortfolioId = id,
                    AppId = "2",
                    Name = "An app",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
            db.VaultSecrets.Add(
                new VaultSecret
                {
                    PortfolioId = id,
                    Name = "meta-secret",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
            db.SyncGaps.Add(
                SyncGap.Between(id, "system_users", World.Clock.GetUtcNow().AddDays(-5), World.Clock.GetUtcNow())!
            );
            db.GroupedAssets.Add(
                new GroupedAsset
                {
                    PortfolioId = id,
                    GroupId = asset.Id,
                    AssetId = asset.Id,
                    ValidFrom = World.Clock.GetUtcNow(),
                }
            );
            var partner = new Partner
            {
                PortfolioId = id,
                BusinessId = "3",
                Relation = PartnerRelation.Agency,
                Name = "An agency",
                FirstSeenAt = World.Clock.GetUtcNow(),
            };
            db.Partners.Add(partner);
            var review = new Review
            {
                PortfolioId = id,
                Batch = Guid.NewGuid(),
                Scope = "All of it",
                SignedAt = World.Clock.GetUtcNow(),
                SignedByName = "Somebody",
            };
            review.Lines.Add(
                new ReviewLine
                {
                    PortfolioId = id,
                    SystemUserId = systemUser.Id,
                    SystemUserName = systemUser.Name,
                    Decision = ReviewDecision.StillNeeded,
                    Reached = "Nothing",
                }
            );
            db.Reviews.Add(review);
            var person = Person.Called($"New owner {id}");
            db.People.Add(person);
            var app = new PortfolioApp
            {
                PortfolioId = id,
                AppId = "1",
                Name = "Another app",
                ControlTokenSecret = "control",
                AppSecretSecret = "app",
                ControlSystemUserGraphId = "1",
                ControlTokenCheckedAt = World.Clock.GetUtcNow(),
                AddedAt = World.Clock.GetUtcNow(),
            };
            db.PortfolioApps.Add(app);
            using (db.Unaudited("Rows of a test."))
                await db.SaveChangesAsync();
            db.PartnerShares.Add(
                new PartnerShare
                {
                    PortfolioId = id,
                    PartnerId = partner.Id,
                    AssetId = asset.Id,
                    Tasks = "ANALYZE",
                    ValidFrom = World.Clock.GetUtcNow(),
                }
            );
            db.AppScopedSystemUsers.Add(
                new AppScopedSystemUser
                {
                    PortfolioId = id,
                    PortfolioAppId = app.Id,
                    GraphId = "1",
                    Name = "Seen otherwise",
                    FirstSeenAt = World.Clock.GetUtcNow(),
                }
            );
            db.HandOvers.Add(
                new HandOver
                {
                    PortfolioId = id,
                    SystemUserId = systemUser.Id,
                    FromId = null,
                    ToId = person.Id,
                    Reason = "For a test",
                    AskedByName = "Somebody",
                    AskedAt = World.Clock.GetUtcNow(),
                }
            );
        }

        using var rows = db.Unaudited("Rows of a test.");
        await db.SaveChangesAsync();
    }
}

public sealed class TenancyOnSqlite() : TenancyTests(DatabaseProvider.Sqlite);

public sealed class TenancyOnPostgres() : TenancyTests(DatabaseProvider.Postgres);
