using SystemUserManager.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A system user of ours doesn't reach an asset any more that it was given here.</summary>
public sealed class GrantRemovedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.GrantRemoved;

    public override string Title => "Grant gone at Meta";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Somebody took an asset away from it in Meta's own pages, or the asset itself left the portfolio. The tool that needs it fails there.";

    public override string WhatToDo =>
        "Revert it, which gives the asset back; or adopt it, if it isn't needed any more.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.Revert, FindingAnswer.Adopt, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture.Ours.SelectMany(s => Removed(picture, s));

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsGrantsOn(about.AssetId);

    private static IEnumerable<SeenFinding> Removed(PortfolioPicture picture, PicturedSystemUser systemUser)
    {
        var reached = picture.SeenOf(systemUser).Select(g => g.AssetId).ToHashSet();
        var gone = picture
            .RecordedOf(systemUser)
            .Where(r => r.Asked.Length > 0 && !reached.Contains(r.AssetId))
            .ToList();
        var news = gone.Select(r => r.AssetId).ToHashSet();
        foreach (var grant in gone)
        {
            var asset = picture.Asset(grant.AssetId);
            // What went along with a group is said of the group.
            if (picture.GroupsOf(asset.Id).Any(news.Contains))
                continue;
            var why = asset.IsGone ? " The portfolio itself doesn't have this asset any more." : "";
            yield return new SeenFinding(
                $"{systemUser.GraphId}/{asset.GraphId}",
                $"{systemUser.Name} was given {FindingText.Tasks(grant.Meant)} on the {AssetKindWords.Of(asset.Kind)} {asset.Name}, and Meta doesn't show it any more.{why}",
                systemUser.Id
            )
            {
                AssetId = asset.Id,
                InRecord = FindingText.Tasks(grant.Meant),
                AtMeta = FindingText.Seen(null, null),
            };
        }
    }
}
