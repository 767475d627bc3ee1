using MetaGraph.Assets;
using SystemUserManager.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A new asset that those who reach all its like don't reach.</summary>
public sealed class NewAssetRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NewAsset;

    public override string Title => "New asset: add it?";

    public override FindingSeverity Severity => FindingSeverity.Info;

    public override string Meaning =>
        "A new asset came, and those system users that reach every other one of its kind don't reach it. Perhaps they should.";

    public override string WhatToDo => "Give it to those that need it; otherwise nothing has to be done.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        foreach (var (asset, all, others) in Missed(picture))
            yield return Of(asset, all, others);
    }

    /// <summary>Those that reach every other asset of its kind and not this one, by name; empty: it isn't missed (any more).</summary>
    internal static IReadOnlyList<PicturedSystemUser> WhoMisses(PortfolioPicture picture, long assetId) =>
        [
            .. Missed(picture)
                .Where(m => m.Asset.Id == assetId)
                .SelectMany(m => m.All)
                .OrderBy(s => s.Name)
                .ThenBy(s => s.Id),
        ];

    private static IEnumerable<(PicturedAsset Asset, List<PicturedSystemUser> All, int Others)> Missed(
        PortfolioPicture picture
    )
    {
        var since = picture.At.AddDays(-picture.Policy.NewAssetDays);
        var there = picture
            .Assets.Where(a => a is { IsGone: false, IsDead: false } && a.Kind != AssetKind.AssetGroup)
            .ToList();
        foreach (var kind in there.GroupBy(a => (a.Kind, a.IsOwned, a.OwnerBusinessId)))
        {
            var news = kind.Where(a => a.NotBefore is not null && a.FirstSeenAt > since).ToList();
            if (news.Count == 0)
                continue;
            var old = kind.Except(news).Select(a => a.Id).ToHashSet();
            if (old.Count < picture.Policy.NewAssetSiblings)
                continue;
            var reach = picture.Ours.ToDictionary(s => s, s => picture.ReachOf(s).Select(r => r.Asset.Id).ToHashSet());
            var all = reach.Where(r => old.IsSubsetOf(r.Value)).Select(r => r.Key).ToList();
            foreach (var asset in news.Where(a => all.Count > 0 && !all.Exists(s => reach[s].Contains(a.Id))))
                yield return (asset, all, old.Count);
        }
    }

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsGrantsOn(about.AssetId) && picture.KnowsAssets(picture.Asset(about.AssetId!.Value).Kind);

    private static SeenFinding Of(PicturedAsset asset, List<PicturedSystemUser> all, int others) =>
        new(
            asset.GraphId,
            $"The {AssetKindWords.Of(asset.Kind)} {asset.Name} is new since {FindingText.Day(asset.FirstSeenAt)}. {FindingText.Names(all.ConvertAll(s => s.Name))} {(all.Count == 1 ? "reaches" : "reach")} all {AssetKindWords.Count(others, asset.Kind)} besides, and not this one. Add it?",
            all.Count == 1 ? all[0].Id : null
        )
        {
            AssetId = asset.Id,
            NotBefore = asset.NotBefore,
            AtMeta = "New, and reached by none of them",
        };
}
