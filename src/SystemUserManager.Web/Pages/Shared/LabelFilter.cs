using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>The labels that a list can be narrowed to, and the one in the address; the field is called <c>Label</c>.</summary>
public sealed record LabelFilter(IReadOnlyList<LabelRow> Labels, string? Chosen)
{
    public bool IsChosen(LabelRow label) => !string.IsNullOrWhiteSpace(Chosen) && SortKey.Of(Chosen) == label.Key;

    /// <summary>In the address stands one that no portfolio carries (any more).</summary>
    public bool IsStrange => !string.IsNullOrWhiteSpace(Chosen) && !Labels.Any(IsChosen);
}
