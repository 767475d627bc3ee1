using MetaGraph.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>All that it reaches is dead.</summary>
public sealed class DeadAssetsOnlyRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.DeadAssetsOnly;

    public override string Title => "Reaches only dead assets";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "Every asset that it reaches is closed, or has left the portfolio. It can do nothing useful any more.";

    public override string WhatToDo => "Revoke all its tokens, if its owner agrees.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.RevokeAllTokens, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        let assets = picture
            .SeenOf(systemUser)
            .Select(g => picture.Asset(g.AssetId))
            .Where(a => a.Kind != AssetKind.AssetGroup)
            .ToList()
        where assets.Count > 0 && assets.TrueForAll(a => a.IsDead || a.IsGone)
        select new SeenFinding(
            systemUser.GraphId,
            $"All that {systemUser.Name} reaches is closed or gone: {FindingText.Names(assets.ConvertAll(a => a.Name))}.",
            systemUser.Id
        )
        {
            AssetId = assets.Count == 1 ? assets[0].Id : null,
            AtMeta = string.Join(
                ", ",
                assets.Select(a => a.IsGone ? "gone" : a.Status ?? "closed").Distinct().Order(StringComparer.Ordinal)
            ),
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) => picture.KnowsAllGrants;
}
