using MetaGraph.Assets;
using MetaGraph.Tokens;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>
/// The app without its worker: what pages ask for stays as it was written. The inventory is put straight into the
/// database, as reads of Meta would have left it.
/// </summary>
public partial class PagesApp(DatabaseProvider provider) : WebApp(provider)
{
    public const string ControlGraphId = "900";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await GiveSignOfLifeAsync();
    }

    public Task<T> InDatabaseAsync<T>(Func<AppDb, Task<T>> work) =>
        AsSystemAsync(async services =>
        {
            var db = services.Get<AppDb>();
            using (db.Unaudited("Made for a test."))
                return await work(db);
        });

    public Task<Portfolio> GivenActingPortfolioAsync(
        string name = "Northwind",
        PortfolioMode mode = PortfolioMode.ObserveAndAct,
        AccessTier tier = AccessTier.Full
    ) =>
        AddAsync(
            Renamed(
                new Portfolio
                {
                    BusinessId = Guid.NewGuid().ToString("N"),
                    Name = name,
                    AppId = "1",
                    ControlTokenSecret = "control",
                    AppSecretSecret = "app",
                    State = PortfolioState.Connected,
                    Mode = mode,
                    Tier = tier,
                    ControlSystemUserGraphId = ControlGraphId,
                    LastReadAt = Time.GetUtcNow(),
                }
            )
        );

    /// <summary>Made here under another name than Meta shows, so that it can be adopted and put back.</summary>
    public Task<SystemUser> GivenOursAsync(Portfolio portfolio, string name, string meant) =>
        GivenSystemUserAsync(
            portfolio,
            name,
            s =>
            {
                s.Origin = SystemUserOrigin.MadeHere;
                s.ConfirmAsShown();
                s.ConfirmName(meant);
            }
        );

    /// <summary>About this system user, as the last look saw it.</summary>
    public Task<Finding> GivenFindingAsync(SystemUser systemUser, FindingKind kind, Action<Finding>? and = null)
    {
        var finding = new Finding
        {
            PortfolioId = systemUser.PortfolioId,
            Kind = kind,
            ObjectKey = systemUser.GraphId,
            SystemUserId = systemUser.Id,
            Severity = FindingRules.Of(kind).Severity,
            Detail = $"{systemUser.Name} differs.",
            InRecord = systemUser.ConfirmedName,
            AtMeta = systemUser.Name,
            FirstSeenAt = Time.GetUtcNow(),
            LastSeenAt = Time.GetUtcNow(),
        };
        and?.Invoke(finding);
        return AddAsync(finding);
    }

    public Task<Asset> GivenAssetAsync(Portfolio portfolio, AssetKind kind, string name) =>
        AddAsync(
            new Asset
            {
                PortfolioId = portfolio.Id,
                Kind = kind,
                GraphId = Guid.NewGuid().ToString("N"),
                Name = name,
                NameKey = SortKey.Of(name),
                IsOwned = true,
                FirstSeenAt = Time.GetUtcNow(),
            }
        );

    public Task<SystemUser> GivenSystemUserAsync(
        Portfolio portfolio,
        string name,
        Action<SystemUser>? and = null,
        string? graphId = null
    )
    {
        var systemUser = new SystemUser
        {
            PortfolioId = portfolio.Id,
            AppId = "1",
            GraphId = graphId ?? Guid.NewGuid().ToString("N"),
            Name = name,
            Role = "EMPLOYEE",
            FirstSeenAt = Time.GetUtcNow(),
        };
        systemUser.Rename(name);
        and?.Invoke(systemUser);
        return AddAsync(systemUser);
    }

    /// <summary>Another app of the portfolio, which has seen one system user that isn't joined.</summary>
    public async Task<(PortfolioApp App, AppScopedSystemUser Seen)> GivenAppAsync(
        Portfolio portfolio,
        string name,
        string seen
    )
    {
        var app = await AddAsync(
            new PortfolioApp
            {
                PortfolioId = portfolio.Id,
                AppId = Guid.NewGuid().ToString("N"),
                Name = name,
                ControlTokenSecret = "shop-control-token",
                AppSecretSecret = "shop-app-secret",
                ControlSystemUserGraphId = "the control one",
                ControlTokenCheckedAt = Time.GetUtcNow(),
                AddedAt = Time.GetUtcNow(),
                LastReadAt = Time.GetUtcNow(),
            }
        );
        var one = await AddAsync(
            new AppScopedSystemUser
            {
                PortfolioId = portfolio.Id,
                PortfolioAppId = app.Id,
                GraphId = Guid.NewGuid().ToString("N"),
                Name = seen,
                MetaCreatedAt = Time.GetUtcNow(),
                FirstSeenAt = Time.GetUtcNow(),
            }
        );
        return (app, one);
    }

    public async Task<Token> GivenTokenAsync(SystemUser systemUser, TokenState state, DateTimeOffset? expiresAt = null)
    {
        var issue = await GivenOperationAsync(
            systemUser,
            OperationKind.CreateSystemUser,
            o => o.End(OperationState.Done, "Made.", Time.GetUtcNow())
        );
        return await InDatabaseAsync(async db =>
        {
            var token = new Token
            {
                PortfolioId = systemUser.PortfolioId,
                SystemUserId = systemUser.Id,
                AppId = "1",
                Scopes = "ads_read",
                AskedLifetime = TokenLifetime.SixtyDays,
                IssuedAt = Time.GetUtcNow(),
                ExpiresAt = expiresAt ?? Time.GetUtcNow().AddDays(60),
                SecretName = systemUser.SecretName ?? "meta-1-some-secret",
                SecretVersion = "v1",
                RevokedAt = state == TokenState.Revoked ? Time.GetUtcNow() : null,
                IssueOperationId = issue.Id,
            };
            db.Tokens.Add(token);
            db.TokenStateVersions.Add(token.Enter(state, Time.GetUtcNow()));
            await db.SaveChangesAsync();
            return token;
        });
    }

    public async Task<Operation> GivenOperationAsync(
        SystemUser systemUser,
        OperationKind kind,
        Action<Operation>? and = null
    )
    {
        var administrator = await AccountAsync(AdministratorEmail);
        var operation = new Operation
        {
            Kind = kind,
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            Title = $"{kind} {systemUser.Name}",
            RequestKey = Guid.NewGuid(),
            AskedById = administrator.Id,
            AskedByName = administrator.Name,
            Reason = "For a test",
            AskedAt = Time.GetUtcNow(),
            Input = "{}",
            IsChange = true,
        };
        and?.Invoke(operation);
        return await AddAsync(operation);
    }

    /// <summary>A tool that was given this token, which is proved.</summary>
    public Task<Consumer> GivenConsumerAsync(long systemUserId, long tokenId, string? contact = null) =>
        InDatabaseAsync(async db =>
        {
            var systemUser = await db.SystemUsers.SingleAsync(s => s.Id == systemUserId);
            (await db.Tokens.SingleAsync(t => t.Id == tokenId)).ProvedAt = Time.GetUtcNow();
            var consumer = new Consumer
            {
                PortfolioId = systemUser.PortfolioId,
                SystemUser = systemUser,
                Tool = "Nightly import",
                Contact = contact,
                Delivery = TokenDelivery.PersonCopies,
            };
            db.Consumers.Add(consumer);
            await db.SaveChangesAsync();
            return consumer;
        });

    public Task<List<Operation>> OperationsAsync(long portfolioId) =>
        InDatabaseAsync(db =>
            db.Operations.AsNoTracking().Where(o => o.PortfolioId == portfolioId).OrderBy(o => o.Id).ToListAsync()
        );

    public Task<T> AddAsync<T>(T entity)
        where T : class =>
        InDatabaseAsync(async db =>
        {
            db.Add(entity);
            await db.SaveChangesAsync();
            return entity;
        });

    /// <summary>Adds what hangs on the system user.</summary>
    public Task<int> AddToAsync(SystemUser systemUser, Func<SystemUser, object> child) =>
        InDatabaseAsync(async db =>
        {
            db.Add(child((await db.SystemUsers.FindAsync(systemUser.Id))!));
            return await db.SaveChangesAsync();
        });

    /// <summary>Of a worker that lives as long as any test: no page says that there is none.</summary>
    protected virtual async Task GiveSignOfLifeAsync()
    {
        var now = Time.GetUtcNow();
        await AddAsync(
            new Worker
            {
                Name = "tests:1",
                StartedAt = now,
                LastSeenAt = now.AddYears(10),
            }
        );
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            foreach (var service in services.Where(IsOfWorker).ToList())
                services.Remove(service);
        });
    }

    /// <summary>The scheduler, and the signs of life: PostgreSQL would compare its clock with the one of tests.</summary>
    private static bool IsOfWorker(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (
            service.ImplementationType == typeof(WorkerHeartbeat)
            || service.ImplementationType?.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) == true
        );

    private static Portfolio Renamed(Portfolio portfolio)
    {
        portfolio.Rename(portfolio.Name);
        return portfolio;
    }
}

public sealed class SqlitePagesApp() : PagesApp(DatabaseProvider.Sqlite);

public sealed class PostgresPagesApp() : PagesApp(DatabaseProvider.Postgres);
