using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Audit;

/// <summary>
/// One row of the audit log. <see cref="Text"/> is the canonical form that the hashes are made of; the other columns
/// repeat parts of it for filters. Rows are only ever added.
/// </summary>
public sealed class AuditEvent : IPortfolioScoped
{
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>0: nobody signed in, or the worker.</summary>
    public required long ActorId { get; init; }

    public required string ActorName { get; init; }

    public required string Action { get; init; }

    /// <summary>What kind of object: "SystemUser", "Token", "Account", …</summary>
    public required string ObjectType { get; init; }

    public required string ObjectId { get; init; }

    public required string ObjectLabel { get; init; }

    public required AuditOutcome Outcome { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }

    public string? RequestId { get; init; }

    public long? PortfolioId { get; init; }

    public long? OperationId { get; init; }

    /// <summary>The canonical JSON text, as it was hashed.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, lower-case hex.</summary>
    public required string RowHash { get; init; }

    /// <summary>SHA-256 of the previous row's Hash followed by this row's RowHash, lower-case hex.</summary>
    public required string Hash { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuditEvent>
    {
        public void Configure(EntityTypeBuilder<AuditEvent> builder)
        {
            builder.ToTable("AuditEvents");
            builder.HasKey(e => e.Sequence);
            builder.Property(e => e.Sequence).ValueGeneratedNever();
            builder.HasIndex(e => new
            {
                e.ObjectType,
                e.ObjectId,
                e.Sequence,
            });
            builder.HasIndex(e => new { e.ActorId, e.Sequence });
            builder.HasIndex(e => new { e.Action, e.Sequence });
            builder.HasIndex(e => e.RequestId);
            builder.HasIndex(e => e.At);
            builder.HasIndex(e => new { e.PortfolioId, e.Sequence });
            builder.HasIndex(e => e.OperationId);
        }
    }
}

/// <summary>Whether the thing was asked for, happened, failed, or was refused by us.</summary>
public enum AuditOutcome
{
    Asked,
    Succeeded,
    Failed,
    Unknown,
    Refused,

    /// <summary>Not done yet, and not refused: a limit or an outage. It goes on by itself.</summary>
    Waiting,
}

/// <summary>The end of the chain: one row, locked last in each transaction that writes the log.</summary>
public sealed class AuditHead
{
    public int Id { get; init; }

    public long Sequence { get; set; }

    public string Hash { get; set; } = "";

    internal sealed class Configuration : IEntityTypeConfiguration<AuditHead>
    {
        public void Configure(EntityTypeBuilder<AuditHead> builder)
        {
            builder.ToTable("AuditHead");
            builder.Property(h => h.Id).ValueGeneratedNever();
            builder.HasData(
                new AuditHead
                {
                    Id = 1,
                    Sequence = 0,
                    Hash = new string('0', 64),
                }
            );
        }
    }
}
