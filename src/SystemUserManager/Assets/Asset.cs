using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Assets;

/// <summary>An asset as one portfolio sees it (owned, or shared by a client): one row per portfolio.</summary>
public sealed class Asset : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required AssetKind Kind { get; init; }

    /// <summary>Meta's node id; an ad account's starts with <c>act_</c>.</summary>
    public required string GraphId { get; init; }

    public required string Name { get; set; }

    public string NameKey { get; set; } = "";

    /// <summary>False: shared to us by a client.</summary>
    public bool IsOwned { get; set; }

    public string? OwnerBusinessId { get; set; }

    public string? OwnerBusinessName { get; set; }

    /// <summary>Meta's word for how it stands; null: Meta tells none.</summary>
    public string? Status { get; set; }

    /// <summary>Meta says that nothing works on it any more.</summary>
    public bool IsDead { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>The last read without it; null: it was there at the first.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When a complete read first missed it; null: it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Asset>
    {
        public void Configure(EntityTypeBuilder<Asset> builder)
        {
            builder.ToTable("Assets");
            builder
                .HasIndex(a => new
                {
                    a.PortfolioId,
                    a.Kind,
                    a.GraphId,
                })
                .IsUnique();
            builder.HasIndex(a => new
            {
                a.PortfolioId,
                a.NameKey,
                a.Id,
            });
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(a => a.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
