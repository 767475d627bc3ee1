using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Audit;

/// <summary>
/// Reads the whole audit log in its order and tells whether every row is as it was written, and where it isn't. Writers
/// aren't kept waiting; what they add meanwhile is read too. Changes nothing.
/// </summary>
/// <remarks>Only for those who see all portfolios: the chain goes through the rows of all.</remarks>
internal sealed class AuditVerifier(AppDb db)
{
    private const int AtATime = 500;

    /// <param name="anchors">Taken of this log earlier, read before this is called; null: they could not be read.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    public async Task<AuditVerification> VerifyAsync(
        IReadOnlyCollection<Anchor>? anchors,
        CancellationToken cancellationToken
    )
    {
        var check = new ChainCheck(anchors);
        while (true)
        {
            await FollowAsync(check, cancellationToken);
            // Rows and head are written together, so a head that is read after the rows is never behind them.
            var head = await db.AuditHeads.AsNoTracking().FirstOrDefaultAsync(h => h.Id == 1, cancellationToken);
            var wasWrittenMeanwhile =
                check.FirstBad is null
                && head?.Sequence > check.Sequence
                && await All().AnyAsync(e => e.Sequence > check.Sequence, cancellationToken);
            if (!wasWrittenMeanwhile)
                return check.End(head);
        }
    }

    private async Task FollowAsync(ChainCheck check, CancellationToken cancellationToken)
    {
        ChainRow? row = null;
        await foreach (var next in RowsAsync(check.Sequence, cancellationToken))
        {
            if (row is not null && !check.Follow(row, next))
                return;
            row = next;
        }

        if (row is not null)
            check.Follow(row, null);
    }

    /// <summary>Each in its order, a handful in memory. From the very beginning also those that stand before the first.</summary>
    private async IAsyncEnumerable<ChainRow> RowsAsync(
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var last = after == 0 ? long.MinValue : after;
        while (true)
        {
            var rows = await PieceAsync(last, cancellationToken);
            foreach (var row in rows)
                yield return row;
            if (rows.Count < AtATime)
                yield break;
            last = rows[^1].Sequence;
        }
    }

    private async Task<List<ChainRow>> PieceAsync(long after, CancellationToken cancellationToken)
    {
        var piece = All().Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(AtATime);
        try
        {
            return await piece.Select(ChainRow.Read).ToListAsync(cancellationToken);
        }
        catch (Exception failure) when (IsOfARow(failure))
        {
            // One row must not keep the others from being looked at, and it must be named.
            var rows = new List<ChainRow>();
            foreach (var sequence in await piece.Select(e => e.Sequence).ToListAsync(cancellationToken))
                rows.Add(await RowAsync(sequence, cancellationToken));
            return rows;
        }
    }

    private async Task<ChainRow> RowAsync(long sequence, CancellationToken cancellationToken)
    {
        try
        {
            return await All().Where(e => e.Sequence == sequence).Select(ChainRow.Read).SingleAsync(cancellationToken);
        }
        catch (Exception failure) when (IsOfARow(failure))
        {
            return ChainRow.Unreadable(sequence);
        }
    }

    /// <summary>
    /// What a column holds is none of what its type can be: a time before all times, nothing where something has to be.
    /// A database that doesn't answer is another matter.
    /// </summary>
    private static bool IsOfARow(Exception failure) =>
        failure
            is ArgumentException
                or InvalidCastException
                or InvalidOperationException
                or FormatException
                or OverflowException
        && DatabaseTroubles.Of(failure) is null;

    private IQueryable<AuditEvent> All() => db.AuditEvents.AsNoTracking();
}
