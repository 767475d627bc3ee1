using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>History of what Meta says of a system user (name, role) and of who answers for it here (owner).</summary>
public sealed class SystemUserVersion : IPortfolioOwned, IVersion
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long SystemUserId { get; private set; }

    public required SystemUser SystemUser { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public long? OwnerId { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; set; }

    public DateTimeOffset? NotBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<SystemUserVersion>
    {
        public void Configure(EntityTypeBuilder<SystemUserVersion> builder)
        {
            builder.ToTable("SystemUserVersions");
            builder
                .HasOne(v => v.SystemUser)
                .WithMany()
                .HasForeignKey(v => v.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(v => new { v.SystemUserId, v.ValidFrom });
        }
    }
}
