using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// Compares what is known of one portfolio: the record with what the last reads of Meta and of the vault saw. It asks
/// neither of them anything, changes nothing but findings, and may run after every act and every read.
/// </summary>
public sealed class FindingLook(AppDb db, TimeProvider time)
{
    public async Task LookAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var (orphans, unknown) = (
            await OrphansAsync(portfolioId, cancellationToken),
            await UnknownAsync(portfolioId, cancellationToken)
        );
        await FindingBook.RecordAsync(db, portfolioId, FindingKind.OrphanToken, orphans, at, cancellationToken);
        await FindingBook.RecordAsync(db, portfolioId, FindingKind.UnknownSystemUser, unknown, at, cancellationToken);
    }

    private async Task<List<SeenFinding>> OrphansAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var orphans = await (
            from t in db.Tokens
            join s in db.SystemUsers on t.SystemUserId equals s.Id
            where t.PortfolioId == portfolioId && t.State == TokenState.Orphan
            select new
            {
                t.Id,
                t.SystemUserId,
                s.Name,
                t.DiesBy,
            }
        ).ToListAsync(cancellationToken);
        return orphans.ConvertAll(o => new SeenFinding(
            o.Id.ToString(CultureInfo.InvariantCulture),
            $"A token of {o.Name} may be alive at Meta that nobody holds. "
                + (
                    o.DiesBy is { } end
                        ? $"It dies by itself by {end:yyyy-MM-dd} at the latest. "
                        : "It may never expire by itself. "
                )
                + "\"Revoke all tokens\" ends it now, and every other token of this system user: what uses those fails until it has a new one.",
            o.SystemUserId,
            o.Id
        ));
    }

    /// <summary>Shown by Meta, and neither made nor adopted here nor the one that this product acts through.</summary>
    private async Task<List<SeenFinding>> UnknownAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var found = await db
            .SystemUsers.Where(s => s.PortfolioId == portfolioId && s.Origin == SystemUserOrigin.Found)
            .Where(s => s.AdoptedAt == null && s.VanishedAt == null && !db.ControlSystemUserIds().Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                s.GraphId,
                s.Name,
            })
            .ToListAsync(cancellationToken);
        return found.ConvertAll(s => new SeenFinding(
            s.GraphId,
            $"{s.Name} was found at Meta. Nobody has said here what it is for or who owns it, and its tokens aren't known.",
            s.Id
        ));
    }
}
