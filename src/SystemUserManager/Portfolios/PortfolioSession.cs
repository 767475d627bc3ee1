using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>Meta and the vault for one portfolio, for the length of one run of the worker.</summary>
/// <param name="Graph">Refuses every changing call where the portfolio is on Observe only.</param>
/// <param name="Vault">The same for the vault.</param>
internal sealed record PortfolioSession(
    long PortfolioId,
    GraphId BusinessId,
    GraphId AppId,
    PortfolioMode Mode,
    GraphCredentials Credentials,
    MetaGraphSession Graph,
    TokenVault Vault,
    CallGate Gate
)
{
    public override string ToString() => $"session of business {BusinessId}";
}

/// <summary>Work was asked for at the moment at which its portfolio was disconnected.</summary>
internal sealed class PortfolioDisconnectedException(string name, DateTimeOffset at)
    : InvalidOperationException(
        $"{name} was disconnected on {at:yyyy-MM-dd HH:mm} UTC, so nothing is read or done there. Connect it again first."
    );

/// <summary>Opens at most one session for a run and app, and lets go of their secrets with the run.</summary>
internal sealed class PortfolioSessions(IServiceScopeFactory scopes, OperationLease lease) : IDisposable
{
    private readonly Dictionary<string, PortfolioSession> _open = new(StringComparer.Ordinal);

    /// <summary>The one of the operation's own app; null: none was opened in this run yet.</summary>
    public PortfolioSession? Opened { get; private set; }

    public IReadOnlyCollection<PortfolioSession> All => _open.Values;

    /// <param name="app">null: the operation's own.</param>
    /// <exception cref="VaultException">The control token or the app secret can't be read.</exception>
    public async Task<PortfolioSession> OpenAsync(
        Operation operation,
        PortfolioApp? app,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateSystemScope(operation.AskedByName);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<AppDb>();
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == operation.PortfolioId, cancellationToken);
        if (portfolio.DisconnectedAt is { } at && operation.Kind != OperationKind.ConnectPortfolio)
            throw new PortfolioDisconnectedException(portfolio.Name, at);
        var through = app is null
            ? await ThroughApp.OfAsync(db, portfolio, operation, cancellationToken)
            : ThroughApp.Of(app);
        // Switched meanwhile: the next step works under the mode of now.
        if (!_open.TryGetValue(through.AppId, out var session) || session.Mode != portfolio.Mode)
        {
            await NoteSecretReadsAsync(
                operation,
                [through.ControlTokenSecret, through.AppSecretSecret],
                cancellationToken
            );
            session = await OpenAsync(services, portfolio, through, operation.IsRevoke, cancellationToken);
            _open[through.AppId] = session;
        }

        if (app is null)
            Opened = session;
        return session;
    }

    /// <summary>Each reading of a value has its row before it happens, in a transaction of its own.</summary>
    public async Task NoteSecretReadsAsync(
        Operation operation,
        IReadOnlyList<string> secretNames,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateSystemScope(operation.AskedByName);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        foreach (var name in secretNames)
            db.Audit(OperationAudit.SecretRead(operation, name));
        await db.SaveChangesAsync(cancellationToken);
    }

    public void Dispose()
    {
        _open.Clear();
        Opened = null;
    }

    private async Task<PortfolioSession> OpenAsync(
        IServiceProvider services,
        Portfolio portfolio,
        ThroughApp through,
        bool isUrgent,
        CancellationToken cancellationToken
    )
    {
        var clients = services.GetRequiredService<VaultClients>();
        var address = clients.AddressOf(portfolio.VaultUri);
        var mayChange = portfolio.Mode == PortfolioMode.ObserveAndAct;
        var gate = new CallGate(
            lease,
            isUrgent,
            services.GetRequiredService<IOptions<OperationOptions>>().Value,
            services.GetRequiredService<TimeProvider>()
        );
        var vault = new TokenVault(
            clients.Of(address),
            mayChange,
            address,
            gate,
            services.GetRequiredService<VaultBreakers>()
        );
        var credentials = new GraphCredentials(
            (await vault.ReadTokenAsync(through.ControlTokenSecret, null, cancellationToken)).Value,
            new GraphId(through.AppId),
            await vault.ReadAppSecretAsync(through.AppSecretSecret, cancellationToken)
        );
        var graph = services
            .GetRequiredService<MetaGraphClient>()
            .Open(credentials, mayChange ? GraphAccess.ReadWrite : GraphAccess.ReadOnly, gate.BeforeGraphAsync);
        return new PortfolioSession(
            portfolio.Id,
            new GraphId(portfolio.BusinessId),
            new GraphId(through.AppId),
            portfolio.Mode,
            credentials,
            graph,
            vault,
            gate
        );
    }
}
