using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>
/// A stretch in which one edge wasn't read to its end, with at least one whole UTC day in it: of those days the record
/// has what the read before them saw.
/// </summary>
public sealed class SyncGap : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>As in <see cref="SyncPart.Edge"/>.</summary>
    public required string Edge { get; init; }

    /// <summary>The last complete read before it.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first complete read after it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>null: no whole day lies between the two reads.</summary>
    public static SyncGap? Between(long portfolioId, string edge, DateTimeOffset from, DateTimeOffset to) =>
        (to.UtcDateTime.Date - from.UtcDateTime.Date).Days < 2
            ? null
            : new SyncGap
            {
                PortfolioId = portfolioId,
                Edge = edge,
                From = from,
                To = to,
            };

    internal sealed class Configuration : IEntityTypeConfiguration<SyncGap>
    {
        public void Configure(EntityTypeBuilder<SyncGap> builder)
        {
            builder.ToTable("SyncGaps");
            builder
                .HasIndex(g => new
                {
                    g.PortfolioId,
                    g.Edge,
                    g.From,
                })
                .IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(g => g.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
