using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <param name="ExpiresAt">null: never, or not known.</param>
public sealed record LiveToken(
    long Id,
    string SecretName,
    TokenState State,
    DateTimeOffset? ExpiresAt,
    bool NeverExpires
);

/// <summary>The live tokens of one system user.</summary>
/// <param name="IsControl">This tool acts through it, so they can't be revoked here.</param>
/// <param name="Decided">What becomes of them, in words; null: nobody said it.</param>
public sealed record LiveTokens(
    long SystemUserId,
    string Name,
    bool IsControl,
    string? OwnerName,
    string? OwnerEmail,
    IReadOnlyList<LiveToken> Tokens,
    string? Decided
);

/// <summary>What is still held of a portfolio.</summary>
/// <param name="ControlSecrets">The secrets that this tool acts with, its app secrets included.</param>
/// <param name="Open">Work that isn't finished.</param>
/// <param name="SystemUsersWithOwner">How many system users somebody answers for.</param>
public sealed record HeldOfPortfolio(
    IReadOnlyList<LiveTokens> Live,
    IReadOnlyList<string> ControlSecrets,
    IReadOnlyList<OperationRow> Open,
    int SystemUsersWithOwner
);

/// <summary>Reads what is still held of a portfolio, before it is disconnected and afterwards; tenancy applies.</summary>
public sealed class DisconnectQueries(AppDb db, OperationQueries operations, TimeProvider time)
{
    public async Task<HeldOfPortfolio> HeldAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        var others = await db
            .PortfolioApps.Where(a => a.PortfolioId == portfolio.Id && a.RemovedAt == null)
            .OrderBy(a => a.Id)
            .Select(a => new { a.ControlTokenSecret, a.AppSecretSecret })
            .ToListAsync(cancellationToken);
        return new HeldOfPortfolio(
            await LiveAsync(portfolio.Id, cancellationToken),
            [
                .. others
                    .SelectMany(o => new[] { o.ControlTokenSecret, o.AppSecretSecret })
                    .Prepend(portfolio.AppSecretSecret)
                    .Prepend(portfolio.ControlTokenSecret)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            [.. (await operations.OpenOfPortfolioAsync(portfolio.Id, cancellationToken))],
            await db.SystemUsers.CountAsync(
                s => s.PortfolioId == portfolio.Id && s.VanishedAt == null && s.OwnerId != null,
                cancellationToken
            )
        );
    }

    /// <summary>By system user, in order of its name. What is over by itself isn't among them.</summary>
    public async Task<IReadOnlyList<LiveTokens>> LiveAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var tokens = await Live(db, now)
            .Where(t => t.PortfolioId == portfolioId)
            .OrderBy(t => t.Id)
            .ToListAsync(cancellationToken);
        if (tokens.Count == 0)
            return [];
        var ids = tokens.Select(t => t.SystemUserId).Distinct().ToList();
        var systemUsers = await db
            .SystemUsers.Where(s => ids.Contains(s.Id))
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Select(s => new
            {
                s.Id,
                s.Name,
                IsControl = db.ControlSystemUserIds().Contains(s.Id),
                Owner = db.People.Where(p => p.Id == s.OwnerId).Select(p => new { p.Name, p.Email }).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var decided = await DecidedAsync(portfolioId, cancellationToken);
        return
        [
            .. systemUsers.Select(s => new LiveTokens(
                s.Id,
                s.Name,
                s.IsControl,
                s.Owner?.Name,
                s.Owner?.Email,
                [
                    .. tokens
                        .Where(t => t.SystemUserId == s.Id)
                        .Select(t => new LiveToken(t.Id, t.SecretName, t.State, t.ExpiresAt, t.NeverExpires)),
                ],
                decided.FirstOrDefault(d => d.SystemUserId == s.Id) is { } answer ? InWords(answer) : null
            )),
        ];
    }

    /// <summary>Tokens that work, or may: what holds them isn't asked.</summary>
    internal static IQueryable<Token> Live(AppDb db, DateTimeOffset now) =>
        db.Tokens.Where(t =>
            (
                (t.State == TokenState.Active || t.State == TokenState.Rotating || t.State == TokenState.Revoking)
                && (t.ExpiresAt == null || t.ExpiresAt > now)
            ) || (t.State == TokenState.Orphan && (t.DiesBy == null || t.DiesBy > now))
        );

    internal static string InWords(LiveTokenAnswer answer) =>
        answer.Choice switch
        {
            LiveTokenChoice.HandOver => $"handed over to {answer.Words}",
            LiveTokenChoice.Keep => $"kept: {answer.Words}",
            _ => "to be revoked",
        };

    /// <summary>The answers of the last disconnecting; empty: there was none.</summary>
    private async Task<IReadOnlyList<LiveTokenAnswer>> DecidedAsync(
        long portfolioId,
        CancellationToken cancellationToken
    )
    {
        var last = await db
            .Operations.AsNoTracking()
            .Where(o => o.PortfolioId == portfolioId && o.Kind == OperationKind.DisconnectPortfolio)
            .Where(o => o.State == OperationState.Done)
            .OrderByDescending(o => o.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return last?.ReadInput<DisconnectPortfolioInput>().Answers ?? [];
    }
}
