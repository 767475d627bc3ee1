using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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

/// <summary>Opens at most one session for a run, and lets go of its secrets with it.</summary>
internal sealed class PortfolioSessions(IServiceScopeFactory scopes, OperationLease lease) : IDisposable
{
    private PortfolioSession? _session;

    /// <summary>null: none was opened in this run yet.</summary>
    public PortfolioSession? Opened => _session;

    /// <exception cref="VaultException">The control token or the app secret can't be read.</exception>
    public async Task<PortfolioSession> OpenAsync(Operation operation, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope(operation.AskedByName);
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<AppDb>();
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == operation.PortfolioId, cancellationToken);
        // Switched meanwhile: the next step works under the mode of now.
        if (_session is { } open && open.Mode == portfolio.Mode)
            return open;

        // One that is to replace the other is proved with itself.
        var controlSecret =
            operation.Kind == OperationKind.ReplaceControlToken
                ? operation.ReadInput<ReplaceControlTokenInput>().SecretName
                : portfolio.ControlTokenSecret;
        db.Audit(OperationAudit.SecretRead(operation, controlSecret));
        db.Audit(OperationAudit.SecretRead(operation, portfolio.AppSecretSecret));
        await db.SaveChangesAsync(cancellationToken);

        var clients = services.GetRequiredService<VaultClients>();
        var address = clients.AddressOf(portfolio.VaultUri);
        var mayChange = portfolio.Mode == PortfolioMode.ObserveAndAct;
        var gate = new CallGate(
            lease,
            operation.IsRevoke,
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
            (await vault.ReadTokenAsync(controlSecret, null, cancellationToken)).Value,
            new GraphId(portfolio.AppId),
            await vault.ReadAppSecretAsync(portfolio.AppSecretSecret, cancellationToken)
        );
        var graph = services
            .GetRequiredService<MetaGraphClient>()
            .Open(credentials, mayChange ? GraphAccess.ReadWrite : GraphAccess.ReadOnly, gate.BeforeGraphAsync);
        return _session = new PortfolioSession(
            portfolio.Id,
            new GraphId(portfolio.BusinessId),
            new GraphId(portfolio.AppId),
            portfolio.Mode,
            credentials,
            graph,
            vault,
            gate
        );
    }

    public void Dispose() => _session = null;
}
