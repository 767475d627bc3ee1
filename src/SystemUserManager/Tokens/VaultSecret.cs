using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>
/// A secret of the vault as its list last told it: name, state, tags, never a value. Only those that concern the
/// portfolio: with our tag of it, or named in its record.
/// </summary>
public sealed class VaultSecret : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required string Name { get; init; }

    public bool IsEnabled { get; set; }

    /// <summary>null: no end is set.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Sorted, one "name=value" a line; empty: none.</summary>
    public string Tags { get; set; } = "";

    public DateTimeOffset? UpdatedAt { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a complete read first missed it; null: it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<VaultSecret>
    {
        public void Configure(EntityTypeBuilder<VaultSecret> builder)
        {
            builder.ToTable("VaultSecrets");
            builder.HasIndex(s => new { s.PortfolioId, s.Name }).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(s => s.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
