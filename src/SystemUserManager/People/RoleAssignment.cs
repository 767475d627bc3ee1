using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.People;

/// <summary>A role of an account on one portfolio, or on all (PortfolioId null). It decides what tenancy lets through.</summary>
public sealed class RoleAssignment
{
    public long Id { get; private set; }

    public required long AccountId { get; init; }

    public required Role Role { get; init; }

    public long? PortfolioId { get; init; }

    /// <summary>It came with a label that the portfolio carries, and goes with it; null: it was given by itself.</summary>
    public long? LabelRoleId { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<RoleAssignment>
    {
        public void Configure(EntityTypeBuilder<RoleAssignment> builder)
        {
            builder.ToTable("RoleAssignments");
            builder.HasIndex(r => new
            {
                r.AccountId,
                r.PortfolioId,
                r.Role,
            });
            builder.HasOne<Account>().WithMany(a => a.Roles).HasForeignKey(r => r.AccountId);
            builder.HasOne<LabelRole>().WithMany().HasForeignKey(r => r.LabelRoleId).IsRequired(false);
            builder.HasOne<Portfolios.Portfolio>().WithMany().HasForeignKey(r => r.PortfolioId).IsRequired(false);
        }
    }
}
