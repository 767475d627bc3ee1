using System.Globalization;
using MetaGraph.Assets;
using MetaGraph.Tokens;
using SystemUserManager.Assets;

namespace SystemUserManager.SystemUsers;

/// <summary>An asset with what may be done on it; tasks by Meta's names.</summary>
public sealed record ReachedAsset(AssetKind Kind, string Name, IReadOnlyCollection<string> Tasks);

/// <summary>
/// What a system user with these assets and a token with these scopes can do, in sentences. A token can do something
/// only where both allow it: its scope and a task on an asset.
/// </summary>
/// <param name="Extent">"2 of 12 ad accounts"; empty: it reaches no asset.</param>
/// <param name="Spending">Each way in which it can spend money; empty: none.</param>
/// <param name="People">Each way in which it can read people's data; empty: none.</param>
/// <param name="Hints">What doesn't fit together: a scope without an asset, assets without a scope, missing scopes.</param>
public sealed record Reach(
    IReadOnlyList<string> Extent,
    IReadOnlyList<string> Spending,
    IReadOnlyList<string> People,
    IReadOnlyList<string> Hints
)
{
    private const int NamesShown = 3;

    /// <summary>All of it in one line: "can spend · reads leads · reaches 2 of 12 ad accounts".</summary>
    public string Line =>
        string.Join(
            " · ",
            [
                Spending.Count > 0 ? "can spend" : "can't spend",
                .. People.Count == 0 ? ["reads no people's data"] : People.Select(Reads).Distinct(),
                Reaches,
            ]
        );

    /// <summary>Of the line, what holds whatever the scopes are.</summary>
    public string Reaches => Extent.Count == 0 ? "reaches no asset" : $"reaches {string.Join(", ", Extent)}";

    /// <param name="counts">How many assets of each kind the portfolio has.</param>
    public static Reach Of(
        IReadOnlyList<ReachedAsset> assets,
        IReadOnlyList<string> scopes,
        IReadOnlyDictionary<AssetKind, int> counts
    ) =>
        new(
            [.. Extents(assets, counts)],
            [.. scopes.SelectMany(s => Ways(s, ScopePower.SpendsMoney, assets))],
            [.. scopes.SelectMany(s => Ways(s, ScopePower.ReadsPeople, assets))],
            [
                .. WithoutAsset(assets, scopes),
                .. WithoutTask(assets, scopes),
                .. WithoutScope(assets, scopes),
                .. Missing(scopes),
            ]
        );

    private static IEnumerable<string> Extents(
        IReadOnlyList<ReachedAsset> assets,
        IReadOnlyDictionary<AssetKind, int> counts
    ) =>
        from asset in assets
        group asset by asset.Kind into kind
        orderby kind.Key
        let all = Math.Max(counts.GetValueOrDefault(kind.Key), kind.Count())
        select string.Create(CultureInfo.InvariantCulture, $"{kind.Count()} of {AssetKindWords.Count(all, kind.Key)}");

    /// <summary>"ADVERTISE on Northwind EU, with ads_management".</summary>
    private static IEnumerable<string> Ways(string scope, ScopePower power, IReadOnlyList<ReachedAsset> assets)
    {
        var use = ScopeUse.Find(scope);
        if (use is null || !use.Power.HasFlag(power))
            yield break;
        if (use.Targets.Count == 0)
        {
            yield return $"{Meaning(scope)}, with {scope}";
            yield break;
        }

        // A dataset costs nothing: only where tasks are named does money go.
        foreach (var target in use.Targets.Where(t => power == ScopePower.ReadsPeople || t.Tasks.Count > 0))
        {
            var able = assets.Where(a => a.Kind == target.Kind && Tasks(a, target).Count > 0).ToList();
            if (able.Count == 0)
                continue;
            var tasks = able.SelectMany(a => Tasks(a, target)).Distinct();
            var ordered = AssetKinds.Of(target.Kind).Tasks.Select(t => t.Value).Intersect(tasks);
            var what = target.Tasks.Count == 0 ? Meaning(scope) : string.Join(", ", ordered);
            yield return $"{what} on {Names(able)}, with {scope}";
        }
    }

    private static IEnumerable<string> WithoutAsset(IReadOnlyList<ReachedAsset> assets, IReadOnlyList<string> scopes) =>
        from scope in scopes
        let use = ScopeUse.Find(scope)
        where use is { Targets.Count: > 0 } && !assets.Any(a => use.Targets.Any(t => t.Kind == a.Kind))
        let kinds = string.Join(" or ", use.Targets.Select(t => AssetKindWords.Of(t.Kind)))
        select $"{scope} has no asset to use it on: no {kinds} is chosen.";

    /// <summary>The right kind of asset, but with no task that the scope's power needs.</summary>
    private static IEnumerable<string> WithoutTask(IReadOnlyList<ReachedAsset> assets, IReadOnlyList<string> scopes) =>
        from scope in scopes
        let use = ScopeUse.Find(scope)
        where use is not null && use.Power.HasFlag(ScopePower.ReadsPeople)
        let fitting = use.Targets.Where(t => assets.Any(a => a.Kind == t.Kind)).ToList()
        where fitting.Count > 0 && !fitting.Any(t => assets.Any(a => a.Kind == t.Kind && Tasks(a, t).Count > 0))
        let target = fitting[0]
        where target.Tasks.Count > 0
        select $"{scope} may not work: it needs one of {string.Join(", ", target.Tasks.Take(4))} on a {AssetKindWords.Of(target.Kind)}.";

    private static IEnumerable<string> WithoutScope(IReadOnlyList<ReachedAsset> assets, IReadOnlyList<string> scopes) =>
        from kind in assets.Select(a => a.Kind).Distinct().Order()
        where scopes.Count > 0 && !scopes.Any(s => ScopeUse.Find(s)?.Serves(kind) == true)
        select $"No chosen scope can use {AssetKindWords.Plural(kind)}.";

    /// <summary>One sentence for all: many scopes want the same few along.</summary>
    private static IEnumerable<string> Missing(IReadOnlyList<string> scopes)
    {
        var wanted =
            from scope in scopes
            from needed in Scopes.Find(new Scope(scope))?.DependsOn.Select(d => d.Value).Except(scopes) ?? []
            group scope by needed into byNeeded
            orderby byNeeded.Key
            select $"{byNeeded.Key} (along with {string.Join(", ", byNeeded)})";
        var list = string.Join("; ", wanted);
        if (list.Length > 0)
            yield return $"Meta wants these scopes, too: {list}.";
    }

    private static IReadOnlyList<string> Tasks(ReachedAsset asset, ScopeTarget target) =>
        target.Tasks.Count == 0 ? [.. asset.Tasks] : [.. asset.Tasks.Intersect(target.Tasks)];

    private static string Names(IReadOnlyList<ReachedAsset> assets)
    {
        var shown = string.Join(", ", assets.Take(NamesShown).Select(a => a.Name));
        return assets.Count <= NamesShown
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown} and {assets.Count - NamesShown} more");
    }

    /// <summary>Which of people's data, by the scope at the end of a way.</summary>
    private static string Reads(string way) =>
        way[(way.LastIndexOf(' ') + 1)..] switch
        {
            var s when s.Contains("lead", StringComparison.Ordinal) => "reads leads",
            var s
                when s.Contains("messag", StringComparison.Ordinal)
                    || s.Contains("mailbox", StringComparison.Ordinal) => "reads messages",
            var s when s.Contains("order", StringComparison.Ordinal) => "reads orders",
            _ => "reads what people write",
        };

    private static string Meaning(string scope) => Scopes.Find(new Scope(scope))?.Meaning ?? scope;
}
