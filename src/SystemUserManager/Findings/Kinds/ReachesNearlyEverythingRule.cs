using System.Globalization;
using MetaGraph.Assets;
using SystemUserManager.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>It reaches nearly all assets of a kind.</summary>
public sealed class ReachesNearlyEverythingRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.ReachesNearlyEverything;

    public override string Title => "Reaches nearly everything";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "It reaches nearly all that the portfolio has of a kind. Hardly one integration needs that, and a token that leaks reaches it all.";

    public override string WhatToDo =>
        "Change its access to the assets that it needs; if nobody knows it, revoke all its tokens.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.ChangeAccess, FindingAnswer.Adopt, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        var all = picture
            .Assets.Where(a => !a.IsGone && a.Kind != AssetKind.AssetGroup && Knows(picture, a.Kind))
            .GroupBy(a => a.Kind)
            .ToDictionary(k => k.Key, k => k.Count());
        foreach (var systemUser in picture.Others)
        {
            var kinds = picture
                .ReachOf(systemUser)
                .GroupBy(r => r.Asset.Kind, r => r.Asset.Id)
                .Select(k => (Kind: k.Key, Reached: k.Distinct().Count(), Of: all.GetValueOrDefault(k.Key)))
                .Where(k => k.Reached >= picture.Policy.NearlyEverythingLeast)
                .Where(k => k.Of > 0 && k.Reached * 100 >= k.Of * picture.Policy.NearlyEverythingPercent)
                .OrderBy(k => k.Kind)
                .Select(k => $"{Invariant(k.Reached)} of {AssetKindWords.Count(k.Of, k.Kind)}")
                .ToList();
            if (kinds.Count == 0)
                continue;
            var reach = string.Join(", ", kinds);
            yield return new SeenFinding(systemUser.GraphId, $"{systemUser.Name} reaches {reach}.", systemUser.Id)
            {
                AtMeta = reach,
            };
        }
    }

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);

    /// <summary>Of a kind whose lists weren't read to their end nobody can say how many there are.</summary>
    private static bool Knows(PortfolioPicture picture, AssetKind kind) =>
        picture.KnowsAssets(kind) && picture.KnowsGrants(kind);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
