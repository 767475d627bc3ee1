using System.Globalization;
using MetaGraph.Assets;
using SystemUserManager.Assets;
using SystemUserManager.Grants;

namespace SystemUserManager.Reviews;

/// <summary>How many grants of one kind have the same tasks.</summary>
internal sealed record CountedGrants(AssetKind Kind, string Tasks, int Count);

/// <summary>What a system user reaches, in one line of a review.</summary>
internal static class ReachedWords
{
    /// <param name="liveTokens">null: not known, since Meta lists none and none was registered.</param>
    public static string Of(IEnumerable<CountedGrants> grants, int? liveTokens)
    {
        var kinds = grants.GroupBy(g => g.Kind).OrderBy(g => g.Key).Select(OfKind).ToList();
        return $"{(kinds.Count == 0 ? "no asset" : string.Join(", ", kinds))}; {Tokens(liveTokens)}";
    }

    private static string OfKind(IGrouping<AssetKind, CountedGrants> kind)
    {
        var words = AssetKindWords.Count(kind.Sum(g => g.Count), kind.Key);
        return Highest(kind) is { } task ? $"{words} (up to {task})" : words;
    }

    /// <summary>null: none that Meta documents.</summary>
    private static string? Highest(IGrouping<AssetKind, CountedGrants> kind)
    {
        var tasks = kind.SelectMany(g => TaskSet.Parse(g.Tasks)).ToHashSet(StringComparer.Ordinal);
        // Least first.
        return AssetKinds.Of(kind.Key).Tasks.Select(t => t.Value).LastOrDefault(tasks.Contains);
    }

    private static string Tokens(int? live) =>
        live switch
        {
            null => "tokens not known",
            0 => "no live token",
            1 => "1 live token",
            _ => string.Create(CultureInfo.InvariantCulture, $"{live} live tokens"),
        };
}
