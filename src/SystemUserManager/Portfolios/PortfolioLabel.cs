using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Portfolios;

/// <summary>A word by which portfolios are filtered, and to which roles can be limited ("EMEA", "clients").</summary>
public sealed class PortfolioLabel : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required string Label { get; init; }

    /// <summary>What is compared: two spellings of one label are one.</summary>
    public required string LabelKey { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<PortfolioLabel>
    {
        public void Configure(EntityTypeBuilder<PortfolioLabel> builder)
        {
            builder.ToTable("PortfolioLabels");
            builder.Property(l => l.Label).HasMaxLength(60);
            builder.Property(l => l.LabelKey).HasMaxLength(120);
            builder.HasIndex(l => new { l.PortfolioId, l.LabelKey }).IsUnique();
            builder.HasIndex(l => new { l.LabelKey, l.PortfolioId });
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(l => l.PortfolioId);
        }
    }
}
