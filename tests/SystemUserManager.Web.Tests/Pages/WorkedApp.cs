using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MetaGraph;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>
/// The app beside a sandbox, with a real worker that does nothing by itself: it runs an operation, or gives a sign of
/// life, when a test says so. The clock begins with the real time: PostgreSQL has a clock, too, and workers compare.
/// </summary>
public abstract class WorkedApp : PagesApp
{
    private const string Northwind = "1200000000000001";

    private readonly DatabaseProvider _provider;
    private readonly HttpClient _http = new();
    private SandboxHost _sandbox = null!;
    private WorkerClock _clock = null!;
    private WorkerHeartbeat _heartbeat = null!;

    protected WorkedApp(DatabaseProvider provider)
        : base(provider)
    {
        _provider = provider;
        this["KeyVault:RetryDelay"] = "00:00:00.010";
        // Near a limit calls are slow by the clock, which nobody moves meanwhile.
        this["Operations:SlowPause"] = "00:00:00";
    }

    public SandboxHost Sandbox => _sandbox;

    private string CertificateFile => Path.Combine(Folder, "vault.cer");

    public override async ValueTask InitializeAsync()
    {
        Time.AdjustTime(TimeProvider.System.GetUtcNow());
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                GraphPort = 0,
                VaultPort = 0,
                World = "Demo",
                Clock = Time,
            }
        );
        await File.WriteAllBytesAsync(CertificateFile, _sandbox.VaultCertificate.Export(X509ContentType.Cert));
        this["Meta:BaseAddress"] = _sandbox.GraphAddress.ToString();
        this["KeyVault:VaultUri"] = _sandbox.VaultAddress.ToString();
        await base.InitializeAsync();
    }

    /// <summary>As far as it goes now.</summary>
    public async Task<Operation> RunAsync(long operationId)
    {
        await Services.Get<OperationRunner>().RunAsync(operationId, CancellationToken.None);
        return await InDatabaseAsync(db =>
            db.Operations.AsNoTracking().Include(o => o.Steps).SingleAsync(o => o.Id == operationId)
        );
    }

    /// <summary>Through everything that it waits for.</summary>
    public async Task<Operation> RunToEndAsync(long operationId)
    {
        for (var round = 0; round < 100; round++)
        {
            if (await RunAsync(operationId) is { State: not OperationState.Waiting } ended)
                return ended;
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        throw new InvalidOperationException("It waits for ever.");
    }

    /// <summary>The operation that a form led to.</summary>
    public static long OperationOf(Page answer)
    {
        const string Path = "/Operations/";
        Assert.StartsWith(Path, answer.Location, StringComparison.Ordinal);
        return long.Parse(answer.Location![Path.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Northwind Retail of the demo as if it had been connected, but with nothing read; it may act.</summary>
    public async Task<Portfolio> GivenNorthwindAsync()
    {
        if (
            await InDatabaseAsync(db => db.Portfolios.SingleOrDefaultAsync(p => p.BusinessId == Northwind)) is { } there
        )
            return there;
        return await this.GivenConnectedAsync(
            "Northwind Retail",
            p =>
                (p.ControlTokenSecret, p.AppSecretSecret, p.ControlSystemUserGraphId) = (
                    "northwind-control-token",
                    "northwind-app-secret",
                    ControlSystemUserOf(p)
                ),
            Northwind
        );
    }

    /// <summary>The worker says that it lives; everybody else's clock is right.</summary>
    /// <param name="clockOff">
    /// How far the worker's is ahead of all others. With SQLite the pages are on the same machine, so that theirs is, too.
    /// </param>
    public async Task BeatAsync(TimeSpan clockOff = default)
    {
        Time.AdjustTime(TimeProvider.System.GetUtcNow());
        var isOneMachine = _provider == DatabaseProvider.Sqlite;
        _clock.Off = isOneMachine ? TimeSpan.Zero : clockOff;
        _sandbox.Clock.SetOffset(isOneMachine ? -clockOff : TimeSpan.Zero);
        // One that seemed right is compared with Meta's every ten minutes, one that seemed wrong at once.
        if (clockOff != TimeSpan.Zero)
            _clock.Pass(TimeSpan.FromMinutes(10));
        // It is compared after a sign; the next one tells what was seen.
        await _heartbeat.BeatAsync(CancellationToken.None);
        await _heartbeat.BeatAsync(CancellationToken.None);
    }

    /// <summary>It is asked to end, and does.</summary>
    public Task StopWorkerAsync() => _heartbeat.StopAsync(CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        _heartbeat.Dispose();
        await base.DisposeAsync();
        await _sandbox.DisposeAsync();
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    private string ControlSystemUserOf(Portfolio portfolio)
    {
        lock (_sandbox.Journal.Lock)
        {
            var control = _sandbox.State.Members.SystemUsersOf(portfolio.BusinessId).Single(s => s.Role == "ADMIN");
            return control.IdFor(portfolio.AppId);
        }
    }

    protected override async Task GiveSignOfLifeAsync()
    {
        _clock = new WorkerClock(Time);
        var options = new MetaGraphOptions { BaseAddress = _sandbox.GraphAddress };
        _heartbeat = ActivatorUtilities.CreateInstance<WorkerHeartbeat>(
            Services,
            _clock,
            new DatabaseClock(_clock),
            new ClockWatch(new MetaGraphClient(_http, _http, options, _clock))
        );
        await BeatAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        var sandbox = new SandboxAddresses(_sandbox.GraphAddress, _sandbox.VaultAddress, CertificateFile);
        builder.ConfigureTestServices(services => services.AddSingleton(sandbox));
    }

    /// <summary>The clock of a machine that may not be set by a time server.</summary>
    private sealed class WorkerClock(TimeProvider right) : TimeProvider
    {
        private long _passed;

        public TimeSpan Off { get; set; }

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Off;

        public override long GetTimestamp() => base.GetTimestamp() + _passed;

        public void Pass(TimeSpan time) => _passed += (long)(time.TotalSeconds * TimestampFrequency);
    }
}

public sealed class SqliteWorkedApp() : WorkedApp(DatabaseProvider.Sqlite);

public sealed class PostgresWorkedApp() : WorkedApp(DatabaseProvider.Postgres);
