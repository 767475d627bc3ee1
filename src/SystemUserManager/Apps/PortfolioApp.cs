using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Apps;

/// <summary>
/// Another app of a portfolio, besides the one that it was connected through, with a control token of its own. It was
/// proved before it was written down. Meta numbers system users for each app anew: see <see cref="AppScopedSystemUser"/>.
/// </summary>
public sealed class PortfolioApp : IPortfolioOwned, IControlAccess
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>Meta's.</summary>
    public required string AppId { get; init; }

    public required string Name { get; set; }

    /// <summary>Its name in the vault.</summary>
    public required string ControlTokenSecret { get; set; }

    /// <summary>Its name in the vault.</summary>
    public required string AppSecretSecret { get; set; }

    /// <summary>The system user that its control token is of, as this app's calls number it.</summary>
    public required string ControlSystemUserGraphId { get; set; }

    /// <summary>null: never.</summary>
    public DateTimeOffset? ControlTokenExpiresAt { get; set; }

    public required DateTimeOffset ControlTokenCheckedAt { get; set; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The last complete read of the system users through it; null: never.</summary>
    public DateTimeOffset? LastReadAt { get; set; }

    /// <summary>Nothing is read or done through it any more; null: something is.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>null: it works.</summary>
    public DateTimeOffset? NoAccessSince { get; set; }

    public string? NoAccessReason { get; set; }

    string IControlAccess.WhereToReplace => $"Portfolio → {Name} → Replace its secrets";

    void IControlAccess.NoteControlToken(DateTimeOffset? expiresAt, DateTimeOffset at) =>
        (ControlTokenExpiresAt, ControlTokenCheckedAt) = (expiresAt, at);

    public void LoseAccess(string reason, DateTimeOffset at) =>
        (NoAccessSince, NoAccessReason) = (NoAccessSince ?? at, reason);

    public void RegainAccess() => (NoAccessSince, NoAccessReason) = (null, null);

    internal sealed class Configuration : IEntityTypeConfiguration<PortfolioApp>
    {
        public void Configure(EntityTypeBuilder<PortfolioApp> builder)
        {
            builder.ToTable("PortfolioApps");
            builder.HasIndex(a => new { a.PortfolioId, a.AppId }).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(a => a.PortfolioId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
