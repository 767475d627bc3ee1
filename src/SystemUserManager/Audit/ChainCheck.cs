namespace SystemUserManager.Audit;

/// <summary>
/// Follows the chain row by row, in the order of sequences, and keeps only where it stands. It stops at the first row
/// that isn't as it was written. It reads nothing itself.
/// </summary>
internal sealed class ChainCheck
{
    private readonly Dictionary<long, string> _anchors;
    private readonly Anchor? _last;
    private readonly bool _withAnchors;
    private string _hash = AuditChain.Beginning;
    private long _sequence;
    private long _rows;

    /// <param name="anchors">In any order; null: they could not be read.</param>
    public ChainCheck(IReadOnlyCollection<Anchor>? anchors)
    {
        _withAnchors = anchors is not null;
        _anchors = [];
        foreach (var anchor in anchors ?? [])
        {
            // Two that differ for one row can't both fit: the row is then told to be rewritten.
            if (!_anchors.TryAdd(anchor.Sequence, anchor.Hash) && _anchors[anchor.Sequence] != anchor.Hash)
                _anchors[anchor.Sequence] = "";
        }
        _last = anchors?.MaxBy(a => a.Sequence);
    }

    public BadRow? FirstBad { get; private set; }

    /// <summary>The last row that holds.</summary>
    public long Sequence => _sequence;

    /// <returns>False: this row is bad, or another was before; nothing more is looked at.</returns>
    /// <param name="row">The row with the next greater sequence.</param>
    /// <param name="next">The one after it, which tells a moved row from a changed one; null: it is the last.</param>
    public bool Follow(ChainRow row, ChainRow? next)
    {
        if (FirstBad is not null)
            return false;
        _rows++;
        FirstBad = Place(row) ?? Seal(row, next) ?? Anchored(row);
        if (FirstBad is not null)
            return false;
        (_sequence, _hash) = (row.Sequence, row.Hash);
        return true;
    }

    /// <summary>After the last row.</summary>
    /// <param name="head">Read after it; null: the row that holds the end of the chain isn't there.</param>
    public AuditVerification End(AuditHead? head)
    {
        FirstBad ??= Head(head) ?? Beyond();
        return new AuditVerification(
            _rows,
            _sequence,
            _hash,
            FirstBad,
            _withAnchors ? _anchors.Count : null,
            _last?.Sequence
        );
    }

    private BadRow? Place(ChainRow row)
    {
        var expected = _sequence + 1;
        if (row.Sequence < expected)
            return Bad(row.Sequence, AuditDamage.Inserted, "it stands where no row can be, so it was inserted.");
        return row.Sequence > expected
            ? Bad(expected, AuditDamage.Removed, $"it was removed; the next one there is {row.Sequence}.")
            : null;
    }

    private BadRow? Seal(ChainRow row, ChainRow? next)
    {
        var why =
            row.IsUnreadable ? "one of its columns can't be read"
            : AuditChain.Sha256(row.Text) != row.RowHash ? "its text doesn't fit its seal"
            : AuditText.Difference(row) is { } part ? $"its column for \"{part}\" doesn't say what its text says"
            : AuditChain.Chain(_hash, row.RowHash) != row.Hash ? "its seal doesn't fit the row before it"
            : null;
        return why is null ? null : Explain(row, next, why);
    }

    /// <summary>Rows that were moved carry, in their texts, the numbers that they were written with.</summary>
    private static BadRow Explain(ChainRow row, ChainRow? next, string why)
    {
        var (at, written) = (row.Sequence, AuditText.SequenceIn(row.Text));
        var nextWritten = next is null ? null : AuditText.SequenceIn(next.Text);
        if (written == at)
            return nextWritten == at
                ? Bad(at, AuditDamage.Inserted, "it was inserted; the row that was written here stands after it.")
                : Bad(at, AuditDamage.Changed, $"it was changed: {why}.");
        if (written is null)
            return Bad(at, AuditDamage.Changed, $"it was changed: {why}.");
        if (written == at - 1)
            return Bad(
                at,
                AuditDamage.Inserted,
                $"it or one before it was inserted: two rows stand as what was written as {written}."
            );
        return written == at + 1 && (next is null || nextWritten == at + 2)
            ? Bad(at, AuditDamage.Removed, "it was removed, and those after it were moved up.")
            : Bad(at, AuditDamage.Swapped, $"it was swapped: what stands there was written as {written}.");
    }

    private BadRow? Anchored(ChainRow row) =>
        _anchors.TryGetValue(row.Sequence, out var hash) && hash != row.Hash
            ? Bad(
                row.Sequence,
                AuditDamage.Rewritten,
                "the log was rewritten up to here: the anchor that was taken of this row says otherwise."
            )
            : null;

    private BadRow? Head(AuditHead? head)
    {
        if (head is null)
            return Bad(_sequence + 1, AuditDamage.Truncated, "the end of the log is not known: its head was removed.");
        if (head.Sequence > _sequence)
            return Bad(
                _sequence + 1,
                AuditDamage.Truncated,
                $"the log was cut off here; its head names {head.Sequence} as the last row."
            );
        if (head.Sequence < _sequence)
            return Bad(
                head.Sequence + 1,
                AuditDamage.Inserted,
                $"it was inserted behind the end; the log's head names {head.Sequence} as the last row."
            );
        return head.Hash == _hash ? null : Bad(_sequence, AuditDamage.Changed, "the log's head has another seal.");
    }

    private BadRow? Beyond() =>
        _last is { } last && last.Sequence > _sequence
            ? Bad(
                _sequence + 1,
                AuditDamage.Truncated,
                $"the log was cut off here; an anchor was taken of row {last.Sequence}."
            )
            : null;

    private static BadRow Bad(long sequence, AuditDamage damage, string what) => new(sequence, damage, what);
}
