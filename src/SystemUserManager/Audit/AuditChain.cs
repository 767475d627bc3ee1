using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Audit;

/// <summary>
/// Appends rows to the hash chain inside the caller's transaction: RowHash = SHA-256(canonical text),
/// Hash = SHA-256(previous Hash ‖ RowHash). The head row is locked here, last, so that writers queue for as short as
/// can be.
/// </summary>
internal static class AuditChain
{
    /// <summary>What stands before the first row.</summary>
    public static readonly string Beginning = new('0', 64);

    public static async Task AppendAsync(
        AppDb db,
        IReadOnlyList<AuditRecord> records,
        CurrentUser user,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var head = await LockHeadAsync(db, cancellationToken);
        foreach (var record in records)
        {
            var row = Link(record, user, at, head);
            db.AuditEvents.Add(row);
            head.Sequence = row.Sequence;
            head.Hash = row.Hash;
        }
    }

    /// <summary>The chain's hash after a row, from the hash before it.</summary>
    public static string Chain(string previousHash, string rowHash) => Sha256(previousHash + rowHash);

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static async Task<AuditHead> LockHeadAsync(AppDb db, CancellationToken cancellationToken)
    {
        // A context that wrote before still tracks the head of then; another writer may have moved it since.
        if (db.AuditHeads.Local.FindEntry(1) is { } then)
            then.State = EntityState.Detached;
        // On SQLite the transaction is BEGIN IMMEDIATE and holds the only write lock already.
        var heads = db.Database.IsNpgsql()
            ? db.AuditHeads.FromSqlRaw("""SELECT * FROM "AuditHead" WHERE "Id" = 1 FOR UPDATE""")
            : db.AuditHeads.Where(h => h.Id == 1);
        return await heads.SingleAsync(cancellationToken);
    }

    internal static AuditEvent Link(AuditRecord record, CurrentUser user, DateTimeOffset at, AuditHead head)
    {
        var sequence = head.Sequence + 1;
        var (actorId, actorName) = record.Actor ?? (user.AccountId, user.Name);
        var objectId = record.ObjectId();
        var portfolioId = record.PortfolioId?.Invoke();
        var operationId = record.OperationId?.Invoke();
        var cut = Microseconds.Cut(at);
        var text = AuditText.Write(
            new
            {
                sequence,
                at = AuditText.Time(cut),
                actorId,
                actorName,
                action = record.Action,
                outcome = record.Outcome.ToString(),
                objectType = record.ObjectType,
                objectId,
                objectLabel = record.ObjectLabel,
                before = record.Before,
                after = record.After,
                reason = record.Reason,
                ticket = record.Ticket,
                requestId = user.RequestId,
                portfolioId,
                operationId,
            }
        );
        var rowHash = Sha256(text);
        return new AuditEvent
        {
            Sequence = sequence,
            At = cut,
            ActorId = actorId,
            ActorName = actorName,
            Action = record.Action,
            Outcome = record.Outcome,
            ObjectType = record.ObjectType,
            ObjectId = objectId,
            ObjectLabel = record.ObjectLabel,
            Before = record.Before,
            After = record.After,
            Reason = record.Reason,
            Ticket = record.Ticket,
            RequestId = user.RequestId,
            PortfolioId = portfolioId,
            OperationId = operationId,
            Text = text,
            RowHash = rowHash,
            Hash = Chain(head.Hash, rowHash),
        };
    }
}
