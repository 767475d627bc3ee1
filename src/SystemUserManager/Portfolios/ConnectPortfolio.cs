using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>The portfolio is connected already through this app.</summary>
public sealed record PortfolioAlreadyConnected(string Name)
    : Problem($"{Name} is connected already. Nothing was changed.");

/// <summary>The portfolio is connected already, through another app.</summary>
public sealed record PortfolioConnectedThroughAnotherApp(string Name, string AppId)
    : Problem(
        $"{Name} is connected already, through the app {AppId}. Nothing was changed. Add this app to it instead: its system users are the same."
    );

/// <summary>It was connected with another vault, and what stands there could not be ended any more.</summary>
public sealed record VaultHoldsLiveTokens(string Name, int Tokens, string Vault)
    : Problem(
        $"{Name} was connected with {Vault}, where {(Tokens == 1 ? "1 live token stands" : $"{Tokens} live tokens stand")}: with another vault this tool could not end them any more. Nothing was changed. Connect it with that vault, and revoke them first."
    );

public sealed record ConnectPortfolioRequest
{
    public required ActRequest Act { get; init; }
    public required string BusinessId { get; init; }
    public required string AppId { get; init; }
    public required string ControlTokenSecret { get; init; }
    public required string AppSecretSecret { get; init; }
    public required AccessTier Tier { get; init; }
    public required PortfolioMode Mode { get; init; }

    /// <summary>https address of the portfolio's own vault; null or empty: that of the settings.</summary>
    public string? VaultUri { get; init; }

    /// <summary>To be carried besides those that it has; empty: none.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];
}

/// <summary>
/// Asks that a portfolio be checked and read for the first time. Role needed: Administrator of all portfolios. Nothing
/// is changed at Meta or in the vault. The worker's half is <see cref="ConnectPortfolioWork"/>.
/// </summary>
public sealed partial class ConnectPortfolio(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    TimeProvider time,
    SandboxAddresses? sandbox = null
)
{
    public const string ReadSecrets = "Read the control token and the app secret from the vault";
    public const string TokenIsValid = "The control token is valid";
    public const string ProofWorks = "The app secret proves the calls";
    public const string HasAdmin = "It has Admin of this portfolio";
    public const string AppIsClaimed = "The app belongs to this portfolio";
    public const string ReadInventory = "Read the inventory";

    public static readonly IReadOnlyList<string> Plan =
    [
        ReadSecrets,
        TokenIsValid,
        ProofWorks,
        HasAdmin,
        AppIsClaimed,
        .. AssetKindRights.All.Select(r => r.StepName),
        ReadInventory,
    ];

    public async Task<Result<long>> AskAsync(ConnectPortfolioRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("connect portfolios");
        if (Check(request).Concat(request.Act.Check()).ToList() is { Count: > 0 } problems)
            return problems;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync($"connect {request.BusinessId.Trim()}", cancellationToken);
        // Again behind the lock: the same form may have been sent twice at once.
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } again)
            return again;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(
            p => p.BusinessId == request.BusinessId.Trim() && p.AppId == request.AppId.Trim(),
            cancellationToken
        );
        if (portfolio is { State: PortfolioState.Connected or PortfolioState.NoAccess })
            return new PortfolioAlreadyConnected(portfolio.Name)
            {
                Link = $"/Portfolios/{portfolio.Id}",
                Field = nameof(request.BusinessId),
            };
        if (await FindThroughAnotherAppAsync(request, cancellationToken) is { } other)
            return other;
        if (portfolio is not null && await FindOtherVaultAsync(portfolio, request, cancellationToken) is { } vault)
            return vault;
        portfolio = await WriteDownAsync(portfolio, request, cancellationToken);
        if (await AddLabelsAsync(portfolio, request.Labels, cancellationToken) is { } wrong)
            return wrong;

        var operation = ask.New(
            OperationKind.ConnectPortfolio,
            portfolio.Id,
            $"Connect {portfolio.Name}",
            request.Act,
            isChange: false
        );
        var saved = await ask.SaveAsync(operation, Plan, PortfolioAudit.Values(portfolio), cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>The control token's own secret is named anew.</summary>
    private async Task<Problem?> FindOtherVaultAsync(
        Portfolio portfolio,
        ConnectPortfolioRequest request,
        CancellationToken cancellationToken
    )
    {
        if (portfolio.VaultUri == OwnVault(request))
            return null;
        var live = await DisconnectQueries
            .Live(db, time.GetUtcNow())
            .CountAsync(
                t => t.PortfolioId == portfolio.Id && !db.ControlSystemUserIds().Contains(t.SystemUserId),
                cancellationToken
            );
        return live == 0
            ? null
            : new VaultHoldsLiveTokens(portfolio.Name, live, portfolio.VaultUri ?? "the vault of the settings")
            {
                Link = $"/Portfolios/{portfolio.Id}",
                Field = nameof(request.VaultUri),
            };
    }

    /// <summary>null: that of the settings.</summary>
    private string? OwnVault(ConnectPortfolioRequest request) =>
        string.IsNullOrWhiteSpace(request.VaultUri) ? null : VaultAddress.Of(request.VaultUri, sandbox).ToString();

    /// <summary>Those that it has stay; who has a role on a new one sees it from now on.</summary>
    private async Task<Problem?> AddLabelsAsync(
        Portfolio portfolio,
        IReadOnlyCollection<string> labels,
        CancellationToken cancellationToken
    )
    {
        if (labels.Count == 0)
            return null;
        await LabelRows.LockAsync(db, cancellationToken);
        var had = await db
            .PortfolioLabels.Where(l => l.PortfolioId == portfolio.Id)
            .OrderBy(l => l.LabelKey)
            .Select(l => l.Label)
            .ToListAsync(cancellationToken);
        var wanted = PortfolioLabels.Of([.. had, .. labels]);
        if (PortfolioLabels.FindProblem(nameof(ConnectPortfolioRequest.Labels), wanted) is { } wrong)
            return wrong;
        if (wanted.Count == had.Count)
            return null;
        var seenBy = await LabelRows.SeenByAsync(db, portfolio.Id, cancellationToken);
        var seenByNow = await LabelRows.SetAsync(db, portfolio.Id, wanted, cancellationToken);
        db.Audit(PortfolioAudit.LabelsChanged(portfolio, (had, seenBy), ([.. wanted.Select(w => w.Label)], seenByNow)));
        return null;
    }

    /// <summary>The same business twice would list and count each of its system users twice.</summary>
    private async Task<Problem?> FindThroughAnotherAppAsync(
        ConnectPortfolioRequest request,
        CancellationToken cancellationToken
    )
    {
        var other = await db
            .Portfolios.Where(p => p.BusinessId == request.BusinessId.Trim() && p.AppId != request.AppId.Trim())
            .Where(p => p.State == PortfolioState.Connected || p.State == PortfolioState.NoAccess)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.AppId,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return other is null
            ? null
            : new PortfolioConnectedThroughAnotherApp(other.Name, other.AppId)
            {
                Link = $"/Portfolios/{other.Id}/Apps/Add",
                Field = nameof(request.AppId),
            };
    }

    private async Task<Portfolio> WriteDownAsync(
        Portfolio? portfolio,
        ConnectPortfolioRequest request,
        CancellationToken cancellationToken
    )
    {
        var before = portfolio is null ? null : PortfolioAudit.Values(portfolio);
        if (portfolio is null)
        {
            portfolio = new Portfolio
            {
                BusinessId = request.BusinessId.Trim(),
                Name = $"Business {request.BusinessId.Trim()}",
                AppId = request.AppId.Trim(),
                ControlTokenSecret = "",
                AppSecretSecret = "",
            };
            portfolio.Rename(portfolio.Name);
            db.Portfolios.Add(portfolio);
        }

        portfolio.ControlTokenSecret = SecretName.Typed(request.ControlTokenSecret);
        portfolio.AppSecretSecret = SecretName.Typed(request.AppSecretSecret);
        portfolio.VaultUri = OwnVault(request);
        portfolio.Tier = request.Tier;
        portfolio.Mode = request.Mode;
        portfolio.State = PortfolioState.Connecting;
        foreach (
            var earlier in await db
                .Operations.Include(o => o.Steps)
                .Where(o => o.PortfolioId == portfolio.Id && o.Kind == OperationKind.ConnectPortfolio)
                .Where(o =>
                    o.State == OperationState.NeedsAttention
                    || o.State == OperationState.Waiting
                    || o.State == OperationState.Running
                )
                .ToListAsync(cancellationToken)
        )
        {
            if (earlier.State == OperationState.Running)
            {
                // Not through the tracked row: its version belongs to the worker that runs it.
                await db
                    .Operations.Where(o => o.Id == earlier.Id)
                    .ExecuteUpdateAsync(o => o.SetProperty(x => x.StopRequested, true), cancellationToken);
                db.Entry(earlier).State = EntityState.Detached;
                continue;
            }

            earlier.End(OperationState.Failed, "Connecting was asked for again with other values.", time.GetUtcNow());
            earlier.Version++;
            db.Audit(OperationAudit.Ended(earlier));
        }

        db.Audit(PortfolioAudit.Entered(portfolio, before));
        await db.SaveChangesAsync(cancellationToken);
        return portfolio;
    }
}
