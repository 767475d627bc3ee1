namespace SystemUserManager.Grants;

/// <summary>A part of what a portfolio's grants rest on that wasn't read to its end before the day was over.</summary>
/// <param name="Part">null: everything. Otherwise what is missing, as it stands in a sentence: "its datasets".</param>
/// <param name="FirstReadAt">null: it was never read to its end.</param>
public sealed record NoRecord(long PortfolioId, string PortfolioName, string? Part, DateTimeOffset? FirstReadAt);

/// <summary>A part that wasn't read any more before the day was over: what is shown of it is older.</summary>
/// <param name="Part">null: everything.</param>
public sealed record OlderRecord(long PortfolioId, string PortfolioName, string? Part, DateTimeOffset LastReadAt);

/// <summary>A stretch around the day in which a part wasn't read to its end: what is shown of it is of before.</summary>
/// <param name="Part">null: everything.</param>
public sealed record UnreadStretch(
    long PortfolioId,
    string PortfolioName,
    string? Part,
    DateTimeOffset From,
    DateTimeOffset To
);

/// <summary>How much is known of who could reach what on a past day.</summary>
/// <param name="IsNothing">There is no record of any portfolio that was asked for.</param>
public sealed record KnownThen(IReadOnlyList<NoRecord> Missing, IReadOnlyList<OlderRecord> Older, bool IsNothing)
{
    public static readonly KnownThen All = new([], [], IsNothing: false);

    public IReadOnlyList<UnreadStretch> Unread { get; init; } = [];
}
