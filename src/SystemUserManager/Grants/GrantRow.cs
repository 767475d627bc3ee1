using MetaGraph.Assets;

namespace SystemUserManager.Grants;

/// <summary>
/// One grant. Of a past day name, role and owner of the system user are those of that day; the asset's name is today's.
/// </summary>
/// <param name="Role">Meta's role text.</param>
/// <param name="SeenSince">The read that first saw it.</param>
/// <param name="NotBefore">The last read without it; null: it was there at the first read.</param>
/// <param name="ChangedByName">According to Meta's activity log; null: not told.</param>
/// <param name="Why">Why it goes beyond the purpose preset; null: it doesn't, nobody asked for it here, or the day is past.</param>
public sealed record GrantRow(
    long Id,
    long PortfolioId,
    string PortfolioName,
    long SystemUserId,
    string SystemUserName,
    string SystemUserNameKey,
    string Role,
    string? OwnerName,
    long AssetId,
    AssetKind Kind,
    string AssetName,
    string AssetNameKey,
    string AssetGraphId,
    string Tasks,
    DateTimeOffset SeenSince,
    DateTimeOffset? NotBefore,
    string? ChangedByName,
    DateTimeOffset? ChangedAt,
    string? Why
)
{
    /// <summary>What it is called now; null: as it was.</summary>
    public string? NowCalled { get; init; }

    /// <summary>The asset groups that give it; empty: none does.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>It was there before, with other tasks.</summary>
    public bool HadOtherTasks { get; init; }

    public bool IsAdmin => Role == "ADMIN";
}
