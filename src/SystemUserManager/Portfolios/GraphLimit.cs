using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Portfolios;

/// <summary>How much of Meta's rate limit a portfolio's app has used, as last heard by any worker; shared by all of them.</summary>
public sealed class GraphLimit : IPortfolioOwned
{
    public required long PortfolioId { get; init; }

    /// <summary>Meta's: a portfolio may be reached through several.</summary>
    public required string AppId { get; init; }

    /// <summary>Percent, as Meta's usage headers said.</summary>
    public double Percent { get; set; }

    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Meta refuses calls, or would soon, until then; null: it doesn't.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>The same, of a limit that counts the app's calls for every portfolio together; null: it doesn't.</summary>
    public DateTimeOffset? AppBlockedUntil { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<GraphLimit>
    {
        public void Configure(EntityTypeBuilder<GraphLimit> builder)
        {
            builder.ToTable("GraphLimits");
            builder.HasKey(l => new { l.PortfolioId, l.AppId });
            builder.HasIndex(l => l.AppId);
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(l => l.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
