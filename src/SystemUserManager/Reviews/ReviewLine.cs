using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Reviews;

/// <summary>What a review said of one system user, as it stood then.</summary>
public sealed class ReviewLine : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long ReviewId { get; private set; }

    public required long SystemUserId { get; init; }

    public required string SystemUserName { get; init; }

    /// <summary>As text: who owned it when it was signed.</summary>
    public string? OwnerName { get; init; }

    public required ReviewDecision Decision { get; init; }

    public string? Note { get; init; }

    /// <summary>What was reached then, in words: "12 grants, 2 live tokens".</summary>
    public required string Reached { get; init; }

    /// <summary>What the decision set off; null: nothing.</summary>
    public long? OperationId { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ReviewLine>
    {
        public void Configure(EntityTypeBuilder<ReviewLine> builder)
        {
            builder.ToTable("ReviewLines");
            builder.HasIndex(l => l.SystemUserId);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(l => l.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Operation>().WithMany().HasForeignKey(l => l.OperationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
