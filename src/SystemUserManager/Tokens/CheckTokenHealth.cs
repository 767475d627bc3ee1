using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

internal sealed record CheckTokenHealthInput(IReadOnlyList<long> TokenIds);

/// <summary>
/// Asks, once a day for each live token and for each at a moment of its own, that Meta be asked about it. Asked for by
/// the product itself; it only reads, so also under Observe only. The worker's half is <see cref="CheckTokenHealthWork"/>.
/// </summary>
internal sealed class CheckTokenHealth(AppDb db, AskOperation ask, TimeProvider time)
{
    public const string AskMeta = "Ask Meta about each token";

    public static readonly IReadOnlyList<string> Plan = [AskMeta];

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    /// <summary>Those that are due within it go together: the secrets are read once for all of them.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromHours(1);

    public async Task AskIfDueAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (portfolio.State != PortfolioState.Connected || await IsTriedAsync(portfolio.Id, now, cancellationToken))
            return;
        var tokens = await db
            .Tokens.Where(t => t.PortfolioId == portfolio.Id && t.ValueSha256 != null)
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            // Meta tells an app nothing of another app's token.
            .Where(t =>
                t.AppId == portfolio.AppId
                || db.PortfolioApps.Any(a =>
                    a.PortfolioId == portfolio.Id
                    && a.AppId == t.AppId
                    && a.RemovedAt == null
                    && a.NoAccessSince == null
                )
            )
            .Select(t => new { t.Id, LastAt = t.HealthCheckedAt ?? t.ProvedAt })
            .ToListAsync(cancellationToken);
        if (!tokens.Exists(t => IsDue(t.Id, t.LastAt, now)))
            return;
        var due = tokens.Where(t => IsDue(t.Id, t.LastAt, now + Together)).Select(t => t.Id).Order().ToList();
        var operation = ask.New(
            OperationKind.CheckTokenHealth,
            portfolio.Id,
            $"Check tokens of {portfolio.Name}",
            new ActRequest(Guid.NewGuid(), "Each live token is asked about once a day.", null),
            isChange: false
        );
        operation.WriteInput(new CheckTokenHealthInput(due));
        var count = due.Count == 1 ? "1 token" : $"{due.Count} tokens";
        await ask.SaveAsync(operation, Plan, count, cancellationToken);
    }

    /// <param name="lastAt">When it was last proved or asked about; null: never.</param>
    private static bool IsDue(long id, DateTimeOffset? lastAt, DateTimeOffset at) =>
        lastAt is not { } last || last < Spread.LastMoment(id, Every, at) - Together;

    /// <summary>One is under way, another was begun a moment ago and didn't end well, or today's waits for a person.</summary>
    private Task<bool> IsTriedAsync(long portfolioId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Operations.AnyAsync(
            o =>
                o.PortfolioId == portfolioId
                && o.Kind == OperationKind.CheckTokenHealth
                && (
                    o.State == OperationState.Waiting
                    || o.State == OperationState.Running
                    || (o.State != OperationState.Done && o.AskedAt > now - Together)
                    || (o.State == OperationState.NeedsAttention && o.AskedAt > now - Every)
                ),
            cancellationToken
        );
}
