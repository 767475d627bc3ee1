using MetaGraph.Assets;
using SystemUserManager.Data;

namespace SystemUserManager.Grants;

public sealed record GrantFilter
{
    public long? PortfolioId { get; init; }

    /// <summary>The key of a label: only portfolios that carry it.</summary>
    public string? Label { get; init; }

    public long? SystemUserId { get; init; }

    public long? OwnerId { get; init; }

    public AssetKind? Kind { get; init; }

    /// <summary>In the name of the asset or the system user, or exactly Meta's id of either.</summary>
    public string? Search { get; init; }

    /// <summary>Only grants with this task.</summary>
    public string? Task { get; init; }

    /// <summary>As it was when this day ended, UTC; null: as the last reads saw it.</summary>
    public DateOnly? AsOf { get; init; }

    public DateTimeOffset? At => AsOf is { } day ? Versions.EndOf(day) : null;

    /// <summary>Nothing is left out, whatever the day.</summary>
    public bool IsEmpty => this with { AsOf = null } == new GrantFilter();
}
