using SystemUserManager.Findings;

namespace SystemUserManager.Portfolios;

/// <param name="SystemUsers">Without the admins, to compare with the slots.</param>
/// <param name="Slots">null: the access tier isn't known.</param>
/// <param name="Labels">In their order.</param>
/// <param name="Findings">Open and not accepted, by severity; a severity without any is left out.</param>
/// <param name="LiveTokens">Known ones; counted only where it is disconnected.</param>
/// <param name="Why">What makes it need somebody, worst first; empty: nothing.</param>
public sealed record PortfolioRow(
    long Id,
    string Name,
    string NameKey,
    string BusinessId,
    PortfolioState State,
    PortfolioMode Mode,
    AccessTier Tier,
    int SystemUsers,
    int? Slots,
    int Assets,
    DateTimeOffset? LastReadAt,
    DateTimeOffset? DisconnectedAt,
    IReadOnlyList<string> Labels,
    IReadOnlyDictionary<FindingSeverity, int> Findings,
    int LiveTokens,
    IReadOnlyList<PortfolioNeed> Why
);

/// <summary>How much a portfolio needs somebody: the first is the worst. Its reasons are sorted by it, and so is the list.</summary>
public enum NeedRank
{
    NoAccess,
    ConnectingStopped,
    ControlTokenEnding,
    CriticalFindings,
    HighFindings,
    NotRead,
    LiveTokensDisconnected,
    MediumFindings,
    Connecting,
    OtherFindings,
    None,
}

/// <param name="Text">Without a full stop.</param>
public sealed record PortfolioNeed(NeedRank Rank, string Text);

public sealed record PortfolioFilter
{
    /// <summary>In the name or the business id.</summary>
    public string? Search { get; init; }

    /// <summary>In any spelling.</summary>
    public string? Label { get; init; }

    public PortfolioState? State { get; init; }

    public PortfolioMode? Mode { get; init; }
}
