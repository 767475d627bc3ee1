using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Grants;

/// <summary>One version of a grant as Meta showed it. Current: ValidTo null. Tasks as in <see cref="TaskSet"/>.</summary>
public sealed class SeenGrant : IPortfolioOwned, IVersion
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required long SystemUserId { get; init; }

    public required long AssetId { get; init; }

    public required string Tasks { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; set; }

    public DateTimeOffset? NotBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<SeenGrant>
    {
        public void Configure(EntityTypeBuilder<SeenGrant> builder)
        {
            builder.ToTable("SeenGrants");
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(g => g.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(g => g.AssetId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasIndex(g => new { g.SystemUserId, g.AssetId })
                .IsUnique()
                .HasFilter("\"ValidTo\" IS NULL")
                .HasDatabaseName("IX_SeenGrants_Current");
            builder.HasIndex(g => new
            {
                g.AssetId,
                g.SystemUserId,
                g.ValidFrom,
            });
            builder.HasIndex(g => new { g.PortfolioId, g.ValidFrom });
        }
    }
}
