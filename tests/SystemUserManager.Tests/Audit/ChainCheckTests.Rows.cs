using SystemUserManager.Audit;

namespace SystemUserManager.Tests.Audit;

/// <content>Logs as they are written, to be tampered with.</content>
public sealed partial class ChainCheckTests
{
    private static AuditVerification Check(
        IReadOnlyList<ChainRow> rows,
        AuditHead? head,
        IReadOnlyCollection<Anchor>? anchors
    )
    {
        var check = new ChainCheck(anchors);
        for (var i = 0; i < rows.Count; i++)
            check.Follow(rows[i], i + 1 < rows.Count ? rows[i + 1] : null);
        return check.End(head);
    }

    private static AuditHead HeadOf(IReadOnlyList<ChainRow> rows) =>
        new()
        {
            Id = 1,
            Sequence = rows[^1].Sequence,
            Hash = rows[^1].Hash,
        };

    private static List<ChainRow> Rows(int count)
    {
        var rows = new List<ChainRow>();
        for (var n = 1; n <= count; n++)
            rows.Add(Row(n, rows.Count == 0 ? AuditChain.Beginning : rows[^1].Hash));
        return rows;
    }

    private static ChainRow Row(long sequence, string previous, string action = "Write")
    {
        var text = AuditText.Write(
            new
            {
                sequence,
                at = AuditText.Time(At),
                actorId = 7,
                actorName = "Ines",
                action,
                outcome = "Succeeded",
                objectType = "Test",
                objectId = "1",
                objectLabel = "One",
                before = "before",
                after = (string?)null,
                reason = "because",
                ticket = (string?)null,
                requestId = "r-1",
                portfolioId = 5,
                operationId = (long?)null,
            }
        );
        var rowHash = AuditChain.Sha256(text);
        return new ChainRow(
            sequence,
            At,
            7,
            "Ines",
            action,
            "Succeeded",
            "Test",
            "1",
            "One",
            "before",
            null,
            "because",
            null,
            "r-1",
            5,
            null,
            text,
            rowHash,
            AuditChain.Chain(previous, rowHash)
        );
    }
}
