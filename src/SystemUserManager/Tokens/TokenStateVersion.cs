using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Tokens;

/// <summary>History of a token's state. The current one is the latest by ValidFrom; ValidTo is set when the next begins.</summary>
public sealed class TokenStateVersion : IPortfolioOwned, IVersion
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long TokenId { get; private set; }

    public required Token Token { get; init; }

    public required TokenState State { get; init; }

    public required DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; set; }

    public DateTimeOffset? NotBefore { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<TokenStateVersion>
    {
        public void Configure(EntityTypeBuilder<TokenStateVersion> builder)
        {
            builder.ToTable("TokenStateVersions");
            builder.HasOne(v => v.Token).WithMany().HasForeignKey(v => v.TokenId).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(v => new { v.TokenId, v.ValidFrom });
        }
    }
}
