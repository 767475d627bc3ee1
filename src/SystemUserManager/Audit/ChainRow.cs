using System.Linq.Expressions;

namespace SystemUserManager.Audit;

/// <summary>A row as it stands in the table, whatever was written into its columns since.</summary>
/// <param name="Outcome">As text: it may be none that this program knows.</param>
internal sealed record ChainRow(
    long Sequence,
    DateTimeOffset At,
    long ActorId,
    string ActorName,
    string Action,
    string Outcome,
    string ObjectType,
    string ObjectId,
    string ObjectLabel,
    string? Before,
    string? After,
    string? Reason,
    string? Ticket,
    string? RequestId,
    long? PortfolioId,
    long? OperationId,
    string Text,
    string RowHash,
    string Hash
)
{
    public static readonly Expression<Func<AuditEvent, ChainRow>> Read = e => new ChainRow(
        e.Sequence,
        e.At,
        e.ActorId,
        e.ActorName,
        e.Action,
        (string)(object)e.Outcome,
        e.ObjectType,
        e.ObjectId,
        e.ObjectLabel,
        e.Before,
        e.After,
        e.Reason,
        e.Ticket,
        e.RequestId,
        e.PortfolioId,
        e.OperationId,
        e.Text,
        e.RowHash,
        e.Hash
    );

    /// <summary>A column holds what can't even be read.</summary>
    public bool IsUnreadable { get; private init; }

    public static ChainRow Unreadable(long sequence) =>
        new(sequence, default, 0, "", "", "", "", "", "", null, null, null, null, null, null, null, "", "", "")
        {
            IsUnreadable = true,
        };
}
