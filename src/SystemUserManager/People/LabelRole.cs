using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.People;

/// <summary>
/// A role of an account on whatever portfolio carries a label. It lets nobody in by itself: each portfolio of the label
/// has its <see cref="RoleAssignment"/>, which comes and goes with the label.
/// </summary>
public sealed class LabelRole
{
    public long Id { get; private set; }

    public required long AccountId { get; init; }

    public required Role Role { get; init; }

    /// <summary>As it was typed when the role was given.</summary>
    public required string Label { get; init; }

    public required string LabelKey { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<LabelRole>
    {
        public void Configure(EntityTypeBuilder<LabelRole> builder)
        {
            builder.ToTable("LabelRoles");
            builder.Property(r => r.Label).HasMaxLength(60);
            builder.Property(r => r.LabelKey).HasMaxLength(120);
            builder
                .HasIndex(r => new
                {
                    r.AccountId,
                    r.LabelKey,
                    r.Role,
                })
                .IsUnique();
            builder.HasIndex(r => r.LabelKey);
            builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId);
        }
    }
}
