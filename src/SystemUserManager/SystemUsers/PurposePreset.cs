using MetaGraph.Assets;

namespace SystemUserManager.SystemUsers;

/// <summary>What an integration of one purpose needs, and no more.</summary>
/// <param name="Key">What the record keeps.</param>
/// <param name="Tasks">The least tasks by kind of asset, by Meta's names; a kind that isn't here isn't needed.</param>
/// <param name="Scopes">The least scopes of its token, with those that Meta wants along.</param>
/// <param name="Sources">Where Meta says so.</param>
/// <param name="CheckedOn">When that was read last.</param>
/// <param name="Unconfirmed">What Meta doesn't say in so many words; null: nothing.</param>
public sealed record PurposePreset(
    string Key,
    string Name,
    string For,
    IReadOnlyDictionary<AssetKind, IReadOnlyList<string>> Tasks,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<Uri> Sources,
    DateOnly CheckedOn,
    string? Unconfirmed
)
{
    /// <summary>It names no least, so nothing is beyond it.</summary>
    public bool IsOpen => Tasks.Count == 0 && Scopes.Count == 0;

    public IReadOnlyList<string> TasksOn(AssetKind kind) => Tasks.GetValueOrDefault(kind) ?? [];
}
