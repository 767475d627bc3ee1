using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SystemUserManager.Sandbox.Control;
using SystemUserManager.Sandbox.Graph;
using SystemUserManager.Sandbox.KeyVault;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox;

/// <summary>'Meta' and the vault, running: two servers over one state. Tests start it inside their own process.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly Journal _journal;
    private readonly WebApplication _graph;
    private readonly WebApplication _vault;
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private SandboxHost(SandboxOptions options)
    {
        Options = options;
        VaultCertificate = CertificateFile.LoadOrMake(options.DataFolder, TimeProvider.System);
        _journal = OpenJournal(options.DataFolder);
        Clock = new SandboxClock(options.Clock);
        Faults = new Faults();
        Log = new RequestLog(Clock);
        Vault = new KeyVaultStore(_journal, Clock);
        State = new GraphState(_journal, Clock);

        _graph = Build(options.GraphPort, "graph", null);
        _vault = Build(options.VaultPort, "vault", VaultCertificate);
        _graph.MapControl(this);
        _graph.MapGraph(this);
        _vault.MapKeyVault(Vault);
    }

    public SandboxOptions Options { get; }

    /// <summary>Where 'Meta' answers, without a version: http.</summary>
    public Uri GraphAddress => Address(_graph);

    /// <summary>Where the vault and its token endpoint answer: https.</summary>
    public Uri VaultAddress => Address(_vault);

    /// <summary>With its key; <c>vault.cer</c> in the data folder is the public part.</summary>
    public X509Certificate2 VaultCertificate { get; }

    /// <summary>SHA-256 of the certificate, upper-case hex.</summary>
    public string VaultCertificateThumbprint => VaultCertificate.GetCertHashString(HashAlgorithmName.SHA256);

    public SandboxClock Clock { get; }

    public Faults Faults { get; }

    public RequestLog Log { get; }

    public KeyVaultStore Vault { get; }

    public GraphState State { get; }

    public Journal Journal => _journal;

    /// <summary>Ends when somebody asked over http that the sandbox stops.</summary>
    public Task StopAsked => _stopAsked.Task;

    /// <exception cref="SandboxRefusedException">The options, the environment or the data folder don't allow it.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken ct = default)
    {
        if (options.Refusal() is { } refusal)
            throw new SandboxRefusedException(refusal);
        var host = new SandboxHost(options);
        try
        {
            host.State.LoadOrMake(options.World, host.Vault);
            await host._graph.StartAsync(ct);
            await host._vault.StartAsync(ct);
            return host;
        }
        catch (IOException problem)
        {
            await host.DisposeAsync();
            throw new SandboxRefusedException(problem.Message);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public void AskToStop() => _stopAsked.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _graph.DisposeAsync();
        await _vault.DisposeAsync();
        _journal.Dispose();
        VaultCertificate.Dispose();
    }

    private static Journal OpenJournal(string? dataFolder)
    {
        try
        {
            return new Journal(dataFolder);
        }
        catch (IOException problem)
        {
            throw new SandboxRefusedException(
                $"The state in Sandbox:DataFolder can't be opened; is another sandbox using it? {problem.Message}"
            );
        }
    }

    private WebApplication Build(int port, string server, X509Certificate2? certificate)
    {
        // Empty: nothing of this machine's configuration may move a server that hands out tokens.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(SandboxHost).Assembly.GetName().Name }
        );
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 << 20;
            kestrel.Listen(
                IPAddress.Parse(Options.Address),
                port,
                listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    if (certificate is not null)
                        listen.UseHttps(certificate);
                }
            );
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddSingleton(_journal).AddSingleton(Clock).AddSingleton(Faults).AddSingleton(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    _journal.Flush();
                    context.Response.Headers.Date = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
        app.UseRequestLog(server, Log);
        app.UseFaults(server);
        return app;
    }

    private static Uri Address(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Whoever owns the host ends it: no signal of the process is caught on its behalf.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
