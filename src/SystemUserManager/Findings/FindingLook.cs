using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Findings;

/// <summary>
/// Compares what is known of one portfolio: the record with what the last reads of Meta and of the vault saw. It asks
/// neither of them anything, changes nothing but findings, and may run after every act and every read, in a context of
/// its own: outside of a transaction of the caller's.
/// </summary>
public sealed class FindingLook(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>Without anything happening, time alone makes findings.</summary>
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromHours(1);

    /// <summary>Only where something happened since the last look, or that is an hour ago. Not in the middle of a read.</summary>
    public async Task LookIfDueAsync(long portfolioId, CancellationToken cancellationToken)
    {
        if (await IsDueAsync(portfolioId, cancellationToken))
            await LookAsync(portfolioId, cancellationToken);
    }

    public async Task LookAsync(long portfolioId, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await CompareAsync(portfolioId, cancellationToken);
                return;
            }
            // Another look opened the same finding a moment ago: this one looks again, and finds it there.
            catch (DbUpdateException) when (tried < Tries) { }
        }
    }

    private async Task CompareAsync(long portfolioId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        // What was found there stands as it was at the last read.
        if (await db.Portfolios.AnyAsync(p => p.Id == portfolioId && p.DisconnectedAt != null, cancellationToken))
            return;
        var at = time.GetUtcNow();
        // Before the picture: what is audited while it is read is looked at the next time.
        var sequence = await db.AuditHeads.Select(h => (long?)h.Sequence).FirstOrDefaultAsync(cancellationToken) ?? 0;
        var picture = await scope
            .ServiceProvider.GetRequiredService<PictureQueries>()
            .ReadAsync(portfolioId, at, cancellationToken);
        if (picture is null)
            return;
        await FindingBook.RecordAsync(db, picture, cancellationToken);
        await db
            .Portfolios.Where(p => p.Id == portfolioId)
            .ExecuteUpdateAsync(
                p =>
                    p.SetProperty(x => x.ComparedAt, at)
                        .SetProperty(x => x.ComparedReadAt, picture.OldestReadAt)
                        .SetProperty(x => x.ComparedSequence, sequence),
                cancellationToken
            );
    }

    private async Task<bool> IsDueAsync(long portfolioId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var last = await db
            .Portfolios.Where(p => p.Id == portfolioId)
            .Select(p => new { p.ComparedAt, p.ComparedSequence })
            .FirstOrDefaultAsync(cancellationToken);
        if (last is null)
            return false;
        var isReading = await db.Operations.AnyAsync(
            o =>
                o.PortfolioId == portfolioId
                && o.Kind == OperationKind.ReadPortfolio
                && o.State == OperationState.Running,
            cancellationToken
        );
        if (isReading)
            return false;
        // A read, an operation, an act: each leaves a row of the audit log, that of the portfolio or of a person.
        return last.ComparedAt is not { } at
            || at <= time.GetUtcNow() - AtLeastEvery
            || await db.AuditEvents.AnyAsync(
                e => e.Sequence > last.ComparedSequence && (e.PortfolioId == portfolioId || e.ObjectType == "Person"),
                cancellationToken
            );
    }
}
