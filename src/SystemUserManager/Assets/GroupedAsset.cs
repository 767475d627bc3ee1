using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Assets;

/// <summary>One version of an asset's place in an asset group: whoever is in the group reaches it.</summary>
public sealed class GroupedAsset : IPortfolioOwned, IVersion
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>The asset of kind asset group.</summary>
    public required long GroupId { get; init; }

    public required long AssetId { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; set; }

    public DateTimeOffset? NotBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<GroupedAsset>
    {
        public void Configure(EntityTypeBuilder<GroupedAsset> builder)
        {
            builder.ToTable("GroupedAssets");
            builder
                .HasIndex(g => new { g.GroupId, g.AssetId })
                .IsUnique()
                .HasFilter("\"ValidTo\" IS NULL")
                .HasDatabaseName("IX_GroupedAssets_Current");
            builder.HasIndex(g => g.AssetId);
            builder.HasOne<Asset>().WithMany().HasForeignKey(g => g.GroupId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(g => g.AssetId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
