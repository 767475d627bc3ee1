using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Apps;

/// <summary>An app that Meta lists for a portfolio, whether or not this product works through it.</summary>
public sealed class BusinessApp : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>Meta's app id.</summary>
    public required string AppId { get; init; }

    public required string Name { get; set; }

    /// <summary>False: shared to us by another business.</summary>
    public bool IsOwned { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a complete read first missed it; null: it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<BusinessApp>
    {
        public void Configure(EntityTypeBuilder<BusinessApp> builder)
        {
            builder.ToTable("BusinessApps");
            builder.HasIndex(a => new { a.PortfolioId, a.AppId }).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(a => a.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
