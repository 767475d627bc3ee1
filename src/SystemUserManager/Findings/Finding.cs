using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// A difference between the record, Meta and the vault. It is found, never made: a look that sees it again keeps it
/// open, a complete look that doesn't resolves it, and it is reopened when it comes back. A person may accept it until a
/// date.
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

    public long? AssetId { get; set; }

    public long? PartnerId { get; set; }

    public FindingSeverity Severity { get; set; }

    /// <summary>What differs, in one or two sentences.</summary>
    public string Detail { get; set; } = "";

    /// <summary>What the record says of it; null: it is no matter of the record.</summary>
    public string? InRecord { get; set; }

    /// <summary>What Meta shows.</summary>
    public string? AtMeta { get; set; }

    /// <summary>What the vault shows.</summary>
    public string? InVault { get; set; }

    /// <summary>
    /// The last look without it, of one that came back before it did; null: it was there at the first, or, of what no
    /// comparison finds, it isn't known.
    /// </summary>
    public DateTimeOffset? NotBefore { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>
    /// The last look that had something new to say of it, or was the last to see it before it was held. One that is open
    /// and not held is seen by every later look, too: looks that change nothing write nothing.
    /// </summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>
    /// Since then it can't be told whether it is still so: what it rests on wasn't read to its end, or an operation works
    /// on what it is about. null: the latest look saw it.
    /// </summary>
    public DateTimeOffset? HeldSince { get; private set; }

    /// <summary>null: open.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>How often it came back after it was resolved.</summary>
    public int Reopened { get; private set; }

    /// <summary>The look that saw it again; null: it never came back, or did so before this was kept.</summary>
    public DateTimeOffset? ReopenedAt { get; private set; }

    /// <summary>Until then it counts as dealt with; null: nobody accepted it.</summary>
    public DateTimeOffset? AcceptedUntil { get; private set; }

    public DateTimeOffset? AcceptedAt { get; private set; }

    public string? AcceptedByName { get; private set; }

    public string? AcceptedWhy { get; private set; }

    public bool IsOpen => ResolvedAt is null;

    public bool IsAccepted(DateTimeOffset now) => IsOpen && AcceptedUntil > now;

    public void Accept(DateTimeOffset until, string why, string by, DateTimeOffset at) =>
        (AcceptedUntil, AcceptedWhy, AcceptedByName, AcceptedAt) = (until, why, by, at);

    public void TakeAcceptanceBack() =>
        (AcceptedUntil, AcceptedWhy, AcceptedByName, AcceptedAt) = (null, null, null, null);

    public void SeeAgain(DateTimeOffset at)
    {
        HeldSince = null;
        LastSeenAt = at;
        if (ResolvedAt is null)
            return;
        NotBefore = ResolvedAt;
        ResolvedAt = null;
        Reopened++;
        ReopenedAt = at;
        // What was accepted was another time.
        TakeAcceptanceBack();
    }

    /// <param name="lastLook">The last look that saw it, if later than what it says of itself.</param>
    public void Resolve(DateTimeOffset at, DateTimeOffset? lastLook = null)
    {
        if (IsOpen && HeldSince is null)
            NoteSeen(lastLook);
        HeldSince = null;
        ResolvedAt ??= at;
    }

    /// <param name="lastLook">The last look before; null: there was none.</param>
    public void Hold(DateTimeOffset at, DateTimeOffset? lastLook)
    {
        if (HeldSince is not null || !IsOpen)
            return;
        HeldSince = at;
        NoteSeen(lastLook);
    }

    private void NoteSeen(DateTimeOffset? lastLook)
    {
        if (lastLook > LastSeenAt)
            LastSeenAt = lastLook.Value;
    }

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
            builder.Property(f => f.Severity).HasConversion<int>();
            builder.HasIndex(f => new { f.ResolvedAt, f.Severity });
            builder.HasIndex(f => f.SystemUserId);
            builder.HasIndex(f => f.AssetId);
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(f => f.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(f => f.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Token>().WithMany().HasForeignKey(f => f.TokenId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(f => f.AssetId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Partner>().WithMany().HasForeignKey(f => f.PartnerId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
