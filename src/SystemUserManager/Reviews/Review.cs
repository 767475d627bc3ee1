using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Reviews;

/// <summary>What was said of a system user in a review.</summary>
public enum ReviewDecision
{
    StillNeeded,

    /// <summary>It is needed, and reaches more than it needs.</summary>
    Reduce,
    RevokeAllTokens,
}

/// <summary>
/// One signed look over system users of one portfolio: who looked, when, over what, and what they said of each. What was
/// begun over several portfolios at once is one row for each, with the same <see cref="Batch"/>.
/// </summary>
public sealed class Review : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>The same for what was signed together.</summary>
    public required Guid Batch { get; init; }

    /// <summary>Over what, in words: "All of Northwind", "Owner Mona Weiss", "Label EMEA".</summary>
    public required string Scope { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    public required string SignedByName { get; init; }

    public string? Note { get; init; }

    /// <summary>When it should be done again; null: no date was set.</summary>
    public DateOnly? NextOn { get; init; }

    public List<ReviewLine> Lines { get; } = [];

    internal sealed class Configuration : IEntityTypeConfiguration<Review>
    {
        public void Configure(EntityTypeBuilder<Review> builder)
        {
            builder.ToTable("Reviews");
            builder.HasIndex(r => r.Batch);
            builder.HasIndex(r => new { r.SignedAt, r.Id });
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(r => r.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.ReviewId);
        }
    }
}
