using MetaGraph.Assets;
using SystemUserManager.Grants;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>What is asked for beyond the least of a purpose preset needs a sentence, which the record keeps.</summary>
public static class BeyondPreset
{
    internal const int LongestWhy = 500;

    /// <summary>Of these tasks those that neither the preset names nor come along with what it names; empty: none.</summary>
    public static IReadOnlyList<string> Tasks(PurposePreset? preset, AssetKind kind, IEnumerable<string> tasks) =>
        preset is null or { IsOpen: true } ? [] : [.. tasks.Except(ImpliedTasks.With(kind, preset.TasksOn(kind)))];

    public static IReadOnlyList<string> Scopes(PurposePreset? preset, IEnumerable<string> scopes) =>
        preset is null or { IsOpen: true } ? [] : [.. scopes.Except(preset.Scopes)];

    /// <summary>The preset that counts. None sent is the record's own: whoever wants none chooses the one that is open.</summary>
    internal static string? KeyOf(string? sent, SystemUser systemUser) =>
        string.IsNullOrEmpty(sent) ? systemUser.Preset : sent;

    /// <summary>The sentence that stands in the record, while nothing is asked for beyond what it was given for.</summary>
    /// <param name="kept">By asset.</param>
    internal static string? Kept(PurposePreset? preset, AccessChange change, IReadOnlyDictionary<long, string> kept) =>
        Tasks(preset, change.Asset.Kind, change.After).Except(change.Before ?? []).Any()
            ? null
            : kept.GetValueOrDefault(change.Asset.Id);

    /// <summary>"Shop DE: MANAGE", one per asset that gets more than the preset needs.</summary>
    public static IReadOnlyList<string> InWords(
        PurposePreset? preset,
        IEnumerable<(AssetKind Kind, string Name, IReadOnlyList<string> Tasks)> grants
    ) =>
        [
            .. grants
                .Select(g => (g.Name, Beyond: Tasks(preset, g.Kind, g.Tasks)))
                .Where(g => g.Beyond.Count > 0)
                .Select(g => $"{g.Name}: {string.Join(", ", g.Beyond)}"),
        ];

    /// <summary>In sentences, what is more and what is less than the preset; empty: nothing, or it names no least.</summary>
    public static IEnumerable<string> Differences(
        PurposePreset? preset,
        IEnumerable<(AssetKind Kind, string Name, IReadOnlyList<string> Tasks)> grants,
        IReadOnlyList<string> scopes
    )
    {
        if (preset is null or { IsOpen: true })
            yield break;
        var all = grants.ToList();
        foreach (var more in InWords(preset, all))
            yield return $"More than {preset.Name} needs on {more}.";
        if (Scopes(preset, scopes) is { Count: > 0 } moreScopes)
            yield return $"More scopes than {preset.Name} needs: {string.Join(", ", moreScopes)}.";
        if (preset.Scopes.Except(scopes).ToList() is { Count: > 0 } missing)
            yield return $"{preset.Name} needs these scopes, too: {string.Join(", ", missing)}.";
        foreach (var (kind, name, tasks) in all)
        {
            if (preset.TasksOn(kind).Except(ImpliedTasks.With(kind, tasks)).ToList() is { Count: > 0 } less)
                yield return $"{preset.Name} needs {string.Join(", ", less)} on {name}, too.";
        }
    }

    internal static IEnumerable<Problem> CheckTasks(
        string? key,
        IEnumerable<(AssetKind Kind, string Name, IReadOnlyList<string> Tasks)> grants,
        string? why
    )
    {
        var preset = PurposePresets.Find(key);
        return CheckKey(key).Concat(CheckWhy("GrantsWhy", "tasks", preset, InWords(preset, grants), why));
    }

    internal static IEnumerable<Problem> CheckScopes(string? key, IEnumerable<string> scopes, string? why)
    {
        var preset = PurposePresets.Find(key);
        return CheckWhy("ScopesWhy", "scopes", preset, Scopes(preset, scopes), why);
    }

    internal static IEnumerable<Problem> CheckKey(string? key)
    {
        if (!string.IsNullOrEmpty(key) && PurposePresets.Find(key) is null)
            yield return InvalidValue.Of(
                "Preset",
                "There is no such purpose preset. Nothing was done yet: choose one."
            );
    }

    private static IEnumerable<Problem> CheckWhy(
        string field,
        string what,
        PurposePreset? preset,
        IReadOnlyList<string> beyond,
        string? why
    )
    {
        if (beyond.Count > 0 && string.IsNullOrWhiteSpace(why))
            yield return InvalidValue.Of(
                field,
                $"More {what} than {preset!.Name} needs ({string.Join("; ", beyond)}) want a sentence on why. Nothing was done yet."
            );
        if (why?.Length > LongestWhy)
            yield return InvalidValue.Of(
                field,
                $"This text is longer than {LongestWhy} characters. Nothing was done yet: shorten it."
            );
    }
}
