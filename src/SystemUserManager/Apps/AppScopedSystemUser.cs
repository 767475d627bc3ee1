using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Apps;

/// <summary>
/// A system user as the calls of another app of its portfolio number it. It is the same system user, so it is listed and
/// counted nowhere by itself: it is joined to its record by exact name and time of creation, which Meta doesn't promise
/// to be unique; where they fit several, a person joins it.
/// </summary>
public sealed class AppScopedSystemUser : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required long PortfolioAppId { get; init; }

    /// <summary>Meta's id, as this app's calls have it.</summary>
    public required string GraphId { get; init; }

    public required string Name { get; set; }

    public DateTimeOffset? MetaCreatedAt { get; set; }

    /// <summary>The record that it is; null: not joined yet.</summary>
    public long? SystemUserId { get; set; }

    /// <summary>null: it joined itself, or isn't joined.</summary>
    public string? JoinedByName { get; set; }

    public DateTimeOffset? JoinedAt { get; set; }

    /// <summary>Of its tokens for this app: another than that of its record, whose consumers expect the first app's. null: none was issued here.</summary>
    public string? SecretName { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>The read through its app that missed it first; null: it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<AppScopedSystemUser>
    {
        public void Configure(EntityTypeBuilder<AppScopedSystemUser> builder)
        {
            builder.ToTable("AppScopedSystemUsers");
            builder.HasIndex(s => new { s.PortfolioAppId, s.GraphId }).IsUnique();
            // The same app numbers a system user once.
            builder.HasIndex(s => new { s.SystemUserId, s.PortfolioAppId }).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(s => s.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne<PortfolioApp>()
                .WithMany()
                .HasForeignKey(s => s.PortfolioAppId)
                .OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(s => s.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
