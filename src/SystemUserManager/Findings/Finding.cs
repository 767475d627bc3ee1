using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

public enum FindingKind
{
    /// <summary>A token may live at Meta that nobody holds.</summary>
    OrphanToken,

    /// <summary>Meta shows a system user that nobody made or took over here.</summary>
    UnknownSystemUser,

    /// <summary>The vault has a secret with our tag that the record doesn't know.</summary>
    VaultSecretExtra,

    /// <summary>A version that holds a revoked token can be read again.</summary>
    VaultSecretEnabledAgain,

    /// <summary>A secret that an integration reads holds a person's token: it stops when that person leaves.</summary>
    PersonalToken,
}

/// <summary>
/// A difference between the record, Meta and the vault. It is found, never made: a look that sees it again keeps it
/// open, a complete look that doesn't resolves it, and it is reopened when it comes back.
/// </summary>
public sealed class Finding : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required FindingKind Kind { get; init; }

    /// <summary>What it is about, one of a kind within portfolio and kind: Meta's id, a secret's name, our token's id.</summary>
    public required string ObjectKey { get; init; }

    public long? SystemUserId { get; set; }

    public long? TokenId { get; set; }

    /// <summary>What differs, in one or two sentences.</summary>
    public string Detail { get; set; } = "";

    public required DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>null: open.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>How often it came back after it was resolved.</summary>
    public int Reopened { get; private set; }

    public bool IsOpen => ResolvedAt is null;

    public void SeeAgain(DateTimeOffset at)
    {
        LastSeenAt = at;
        if (ResolvedAt is null)
            return;
        ResolvedAt = null;
        Reopened++;
    }

    public void Resolve(DateTimeOffset at) => ResolvedAt ??= at;

    internal sealed class Configuration : IEntityTypeConfiguration<Finding>
    {
        public void Configure(EntityTypeBuilder<Finding> builder)
        {
            builder.ToTable("Findings");
            builder.Ignore(f => f.IsOpen);
            builder
                .HasIndex(f => new
                {
                    f.PortfolioId,
                    f.Kind,
                    f.ObjectKey,
                })
                .IsUnique();
            builder.HasIndex(f => f.ResolvedAt);
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(f => f.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(f => f.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Token>().WithMany().HasForeignKey(f => f.TokenId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
