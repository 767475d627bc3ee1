using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Assets;
using SystemUserManager.Data;

namespace SystemUserManager.Partners;

/// <summary>
/// One version of what is shared with a partner: of an agency an asset of ours that it reaches, of a client an asset of
/// its own that we reach. Tasks as in <see cref="Grants.TaskSet"/>: those that may be handed on.
/// </summary>
public sealed class PartnerShare : IPortfolioOwned, IVersion
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required long PartnerId { get; init; }

    public required long AssetId { get; init; }

    /// <summary>Empty: Meta doesn't tell them.</summary>
    public required string Tasks { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; set; }

    public DateTimeOffset? NotBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<PartnerShare>
    {
        public void Configure(EntityTypeBuilder<PartnerShare> builder)
        {
            builder.ToTable("PartnerShares");
            builder
                .HasIndex(s => new { s.PartnerId, s.AssetId })
                .IsUnique()
                .HasFilter("\"ValidTo\" IS NULL")
                .HasDatabaseName("IX_PartnerShares_Current");
            builder.HasIndex(s => new { s.AssetId, s.PartnerId });
            builder.HasOne<Partner>().WithMany().HasForeignKey(s => s.PartnerId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(s => s.AssetId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
