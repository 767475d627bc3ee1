using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Portfolios;

/// <summary>Whether this product may change anything for a portfolio.</summary>
public enum PortfolioMode
{
    /// <summary>Every changing call to Meta and the vault is refused by the worker's clients.</summary>
    ObserveOnly,
    ObserveAndAct,
}

/// <summary>Connecting until the worker's checks passed once; NoAccess when the control token stopped working.</summary>
public enum PortfolioState
{
    Connecting,
    NotConnected,
    Connected,
    NoAccess,

    /// <summary>Nothing is read or done any more, by somebody's wish; the record and its history stay.</summary>
    Disconnected,
}

/// <summary>Meta's Marketing API access tier of the app; it decides how many system users there may be.</summary>
public enum AccessTier
{
    Unknown,
    Limited,
    Full,
}

/// <summary>Whether Meta forces this portfolio to use expiring tokens: set by a person, or learned from a refusal.</summary>
public enum ExpiryRule
{
    Unknown,
    MustExpire,
    MayNeverExpire,
}

/// <summary>A business portfolio at Meta, seen through one app with one control token.</summary>
public sealed class Portfolio : IControlAccess
{
    public long Id { get; private set; }

    public required string BusinessId { get; init; }

    public required string Name { get; set; }

    public string NameKey { get; set; } = "";

    public required string AppId { get; set; }

    public string? AppName { get; set; }

    public required string ControlTokenSecret { get; set; }

    public required string AppSecretSecret { get; set; }

    /// <summary>null: the vault of the settings.</summary>
    public string? VaultUri { get; set; }

    public AccessTier Tier { get; set; }

    public ExpiryRule ExpiryRule { get; set; }

    public PortfolioMode Mode { get; set; }

    public PortfolioState State { get; set; }

    /// <summary>Meta's id of the system user that this product acts through; protected in every act.</summary>
    public string? ControlSystemUserGraphId { get; set; }

    /// <summary>null: never, or not known yet (see <see cref="ControlTokenCheckedAt"/>).</summary>
    public DateTimeOffset? ControlTokenExpiresAt { get; set; }

    public DateTimeOffset? ControlTokenCheckedAt { get; set; }

    /// <summary>Comma-separated, sorted; empty: not known yet.</summary>
    public string ControlTokenScopes { get; set; } = "";

    public DateTimeOffset? ConnectedAt { get; set; }

    public DateTimeOffset? DisconnectedAt { get; set; }

    public string? DisconnectedByName { get; set; }

    public DateTimeOffset? NoAccessSince { get; set; }

    public string? NoAccessReason { get; set; }

    /// <summary>When the oldest part that the last read reached began to be read, without what it was refused; null: never.</summary>
    public DateTimeOffset? LastReadAt { get; set; }

    /// <summary>When what is known of it was last compared for findings; null: never. Open findings were seen then, if not held.</summary>
    public DateTimeOffset? ComparedAt { get; set; }

    /// <summary>The oldest complete read that this comparison rested on: what it found new wasn't there before.</summary>
    public DateTimeOffset? ComparedReadAt { get; set; }

    /// <summary>Where the audit log stood at that comparison: nothing after it was looked at.</summary>
    public long ComparedSequence { get; set; }

    /// <summary>When somebody closed the notice of what its first comparison found; null: it is still shown.</summary>
    public DateTimeOffset? FirstNoticeClosedAt { get; set; }

    /// <summary>How many system users Meta allows on this tier, without the one admin; null: tier not known.</summary>
    public int? SystemUserSlots =>
        Tier switch
        {
            AccessTier.Limited => 1,
            AccessTier.Full => 10,
            _ => null,
        };

    string IControlAccess.WhereToReplace => "Portfolio → Control token → Replace";

    void IControlAccess.NoteControlToken(DateTimeOffset? expiresAt, DateTimeOffset at) =>
        (ControlTokenExpiresAt, ControlTokenCheckedAt) = (expiresAt, at);

    /// <summary>The control token doesn't work any more: nothing is read or done until it does again.</summary>
    public void LoseAccess(string reason, DateTimeOffset at)
    {
        if (State != PortfolioState.Connected)
            return;
        State = PortfolioState.NoAccess;
        NoAccessSince = at;
        NoAccessReason = reason;
    }

    public void RegainAccess()
    {
        if (State != PortfolioState.NoAccess)
            return;
        State = PortfolioState.Connected;
        NoAccessSince = null;
        NoAccessReason = null;
    }

    /// <summary>Reading and acting end. It keeps all that is known of it, and can be connected again.</summary>
    public void Disconnect(string byName, DateTimeOffset at)
    {
        State = PortfolioState.Disconnected;
        (DisconnectedAt, DisconnectedByName) = (at, byName);
        (NoAccessSince, NoAccessReason) = (null, null);
    }

    /// <summary>The checks passed and it was read.</summary>
    public void Connect(DateTimeOffset at)
    {
        State = PortfolioState.Connected;
        ConnectedAt = DisconnectedAt is null ? ConnectedAt ?? at : at;
        (DisconnectedAt, DisconnectedByName) = (null, null);
    }

    /// <summary>A check failed or somebody gave up: as it was before, never connected or disconnected.</summary>
    public void FailToConnect() =>
        State = DisconnectedAt is null ? PortfolioState.NotConnected : PortfolioState.Disconnected;

    public void Rename(string name)
    {
        Name = name;
        NameKey = SortKey.Of(name);
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Portfolio>
    {
        public void Configure(EntityTypeBuilder<Portfolio> builder)
        {
            builder.ToTable("Portfolios");
            builder.HasIndex(p => new { p.BusinessId, p.AppId }).IsUnique();
            builder.HasIndex(p => p.NameKey);
            builder.Ignore(p => p.SystemUserSlots);
        }
    }
}
