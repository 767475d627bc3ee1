using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>One edge of one portfolio at Meta, and when it was last read to its end.</summary>
public sealed class SyncPart : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required string Edge { get; init; }

    /// <summary>The end of the first complete read. Before it the answer is "no record"; null: never read to its end.</summary>
    public DateTimeOffset? FirstCompleteReadAt { get; set; }

    public DateTimeOffset? LastCompleteReadAt { get; set; }

    public DateTimeOffset? LastTriedAt { get; set; }

    /// <summary>Why the latest try didn't reach the end; null: it did.</summary>
    public string? LastProblem { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SyncPart>
    {
        public void Configure(EntityTypeBuilder<SyncPart> builder)
        {
            builder.ToTable("SyncParts");
            builder.HasIndex(p => new { p.PortfolioId, p.Edge }).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(p => p.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
