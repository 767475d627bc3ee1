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
        var all = Counts(picture);
        foreach (var systemUser in picture.Others)
        {
            var kinds = Nearly(picture, systemUser, all)
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

    /// <summary>Of a system user that reaches much of a kind whose lists weren't read, nobody can say that it isn't nearly all.</summary>
    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers)
        && (
            about.SystemUserId is not { } id
            || picture.SystemUser(id) is not { } systemUser
            || Much(picture, systemUser).All(k => Knows(picture, k.Kind))
            || Nearly(picture, systemUser, Counts(picture)).Any()
        );

    /// <summary>How many assets there are of each kind that is known.</summary>
    private static Dictionary<AssetKind, int> Counts(PortfolioPicture picture) =>
        picture
            .Assets.Where(a => !a.IsGone && a.Kind != AssetKind.AssetGroup && Knows(picture, a.Kind))
            .GroupBy(a => a.Kind)
            .ToDictionary(k => k.Key, k => k.Count());

    private static IEnumerable<(AssetKind Kind, int Reached, int Of)> Nearly(
        PortfolioPicture picture,
        PicturedSystemUser systemUser,
        Dictionary<AssetKind, int> all
    ) =>
        Much(picture, systemUser)
            .Select(k => (k.Kind, k.Reached, Of: all.GetValueOrDefault(k.Kind)))
            .Where(k => k.Of > 0 && k.Reached * 100 >= k.Of * picture.Policy.NearlyEverythingPercent);

    private static IEnumerable<(AssetKind Kind, int Reached)> Much(
        PortfolioPicture picture,
        PicturedSystemUser systemUser
    ) =>
        picture
            .ReachOf(systemUser)
            .GroupBy(r => r.Asset.Kind, r => r.Asset.Id)
            .Select(k => (Kind: k.Key, Reached: k.Distinct().Count()))
            .Where(k => k.Reached >= picture.Policy.NearlyEverythingLeast);

    /// <summary>Of a kind whose lists weren't read to their end nobody can say how many there are.</summary>
    private static bool Knows(PortfolioPicture picture, AssetKind kind) =>
        picture.KnowsAssets(kind) && picture.KnowsGrants(kind);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
