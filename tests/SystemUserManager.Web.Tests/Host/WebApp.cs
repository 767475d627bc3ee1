using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>
/// The whole app in this process over a database of its own, with a clock that only moves when a test says so. There is
/// one administrator (<see cref="AdministratorEmail"/>), unless the app is started by <see cref="StartEmptyAsync"/>.
/// </summary>
public class WebApp(DatabaseProvider provider) : WebApplicationFactory<AppSettings>, IAsyncLifetime
{
    public const string AdministratorEmail = "admin@example.com";
    public const string Password = "correct horse battery";

    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Sandbox:Enabled"] = "false",
        // Nothing is reached there.
        ["KeyVault:VaultUri"] = "https://127.0.0.1:1/",
        ["Meta:BaseAddress"] = "https://127.0.0.1:1/",
        // The longest there is: where a test lets an hour pass, all of them are lived through.
        ["Operations:Heartbeat"] = "00:00:20",
        // The limit is tested where it is set low.
        ["Web:SignInsPerMinute"] = "100000",
        ["Setup:AdministratorEmail"] = AdministratorEmail,
        ["Setup:AdministratorPassword"] = Password,
    };
    private TestDatabase? _database;
    private DatabaseOptions? _reached;
    private int _accounts;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    public CapturedLog Log { get; } = new();

    /// <summary>The content root: the app's data is in its folder <c>data</c>.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("sum-test-web-").FullName;

    public string Environment { get; init; } = "Development";

    public bool EmptyDatabase { get; init; }

    /// <summary>There once the app was prepared or started.</summary>
    public DatabaseOptions Database => _database!.Options;

    /// <summary>How the app reaches its database; null: as tests do.</summary>
    public Func<DatabaseOptions, Task<DatabaseOptions>>? ReachesDatabase { get; init; }

    public string? this[string setting]
    {
        set => _settings[setting] = value;
    }

    /// <summary>The first run: no account yet. More settings can be given; null takes one away.</summary>
    public static async Task<WebApp> StartEmptyAsync(
        DatabaseProvider provider,
        params (string Key, string? Value)[] settings
    )
    {
        var app = new WebApp(provider) { ["Setup:AdministratorEmail"] = null, ["Setup:AdministratorPassword"] = null };
        foreach (var (key, value) in settings)
            app[key] = value;
        await app.InitializeAsync();
        return app;
    }

    /// <summary>Before the start: what the app finds in its database.</summary>
    public async Task PrepareAsync(Func<AppDb, Task> prepare)
    {
        _database = await TestDatabase.CreateAsync(provider, EmptyDatabase);
        await using var db = _database.Open();
        await prepare(db);
    }

    public virtual async ValueTask InitializeAsync()
    {
        _database ??= await TestDatabase.CreateAsync(provider, EmptyDatabase);
        _reached = ReachesDatabase is null ? _database.Options : await ReachesDatabase(_database.Options);
        StartServer();
    }

    public Browser NewBrowser(string address = "http://localhost") =>
        new(new Uri(address), cookies => CreateDefaultClient(new Uri(address), cookies));

    public async Task<Browser> SignInAsAdministratorAsync() => await SignInAsync(AdministratorEmail);

    /// <summary>Somebody new with this role: on all portfolios, or on those that are named.</summary>
    public async Task<Browser> SignInAsync(Role role, params long[] portfolioIds) =>
        await SignInAsync((await GivenAccountAsync(role, portfolioIds)).Email!);

    public async Task<Browser> SignInAsync(string email, string password = Password)
    {
        var browser = NewBrowser();
        var page = await browser.PostFormAsync(
            "/Account/SignIn",
            new() { ["Input.Email"] = email, ["Input.Password"] = password }
        );
        Assert.True(page.IsRedirect, page.Text);
        return browser;
    }

    /// <summary>With <see cref="Password"/>, which needn't be changed.</summary>
    public Task<Account> GivenAccountAsync(Role role, params long[] portfolioIds) =>
        AsSystemAsync(async services =>
        {
            var email = $"{role}{Interlocked.Increment(ref _accounts)}@example.com".ToLowerInvariant();
            var roles = new RoleChoice(role, portfolioIds.Length == 0, portfolioIds);
            var act = services.GetRequiredService<CreateAccount>();
            var result = await act.RunAsync(new($"{role} {_accounts}", email, Password, roles), default);
            Assert.Empty(result.Problems);
            await services
                .GetRequiredService<AppDb>()
                .Users.Where(a => a.Email == email)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.MustChangePassword, false));
            return result.Value!;
        });

    public Task<Portfolio> GivenPortfolioAsync(string name) =>
        AsSystemAsync(async services =>
        {
            var portfolio = new Portfolio
            {
                BusinessId = Guid.NewGuid().ToString("N"),
                Name = name,
                AppId = "1",
                ControlTokenSecret = "control",
                AppSecretSecret = "app",
            };
            portfolio.Rename(name);
            var db = services.GetRequiredService<AppDb>();
            db.Portfolios.Add(portfolio);
            using (db.Unaudited("Made for a test."))
                await db.SaveChangesAsync();
            return portfolio;
        });

    public int PasswordsLookedAt => Services.Get<CountingHasher.Counter>().Verified;

    /// <summary>The audit log, oldest first.</summary>
    public Task<List<AuditEvent>> AuditAsync() =>
        AsSystemAsync(services =>
            services.GetRequiredService<AppDb>().AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync()
        );

    public Task<Account> AccountAsync(string email) =>
        AsSystemAsync(services =>
            services
                .GetRequiredService<AppDb>()
                .Users.AsNoTracking()
                .Include(a => a.Roles)
                .SingleAsync(a => a.Email == email)
        );

    public async Task<T> AsSystemAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem("Test");
        return await work(scope.ServiceProvider);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment).UseContentRoot(Folder);
        builder.UseSetting("Database:Provider", _reached!.Provider.ToString());
        builder.UseSetting("ConnectionStrings:Database", _reached.ConnectionString);
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(Log);
            // The cost of a hash isn't what these tests are about.
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
            services.AddSingleton<CountingHasher.Counter>();
            services.AddScoped<IPasswordHasher<Account>, CountingHasher>();
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteWebApp() : WebApp(DatabaseProvider.Sqlite);

public sealed class PostgresWebApp() : WebApp(DatabaseProvider.Postgres);
