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

    /// <summary>Who gave it, according to Meta's activity log of the ad account; null: not told, or no ad account.</summary>
    public string? ChangedByName { get; set; }

    /// <summary>When, according to the same log, to the second.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>Who took it away, according to the same log; null: not told, or it holds.</summary>
    public string? EndedByName { get; set; }

    /// <summary>When, according to the same log, to the second.</summary>
    public DateTimeOffset? EndedAt { get; set; }

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
