using MetaGraph.Assets;
using SystemUserManager.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A system user of ours reaches an asset that nobody gave it here.</summary>
public sealed class GrantAddedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.GrantAdded;

    public override string Title => "Grant added at Meta";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "Somebody gave it an asset in Meta's own pages or with another tool. Whoever holds one of its tokens can use it there.";

    public override string WhatToDo => "Revert it, or adopt it if it is meant.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.Revert, FindingAnswer.Adopt, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture.Ours.SelectMany(s => Added(picture, s));

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsGrantsOn(about.AssetId);

    private static IEnumerable<SeenFinding> Added(PortfolioPicture picture, PicturedSystemUser systemUser)
    {
        var meant = picture.RecordedOf(systemUser).Where(r => r.Meant.Length > 0).Select(r => r.AssetId).ToHashSet();
        var added = picture.SeenOf(systemUser).Where(g => !meant.Contains(g.AssetId)).ToList();
        var news = added.Select(g => g.AssetId).ToHashSet();
        var reached = picture.SeenOf(systemUser).Select(g => g.AssetId).ToHashSet();
        foreach (var grant in added)
        {
            var asset = picture.Asset(grant.AssetId);
            var groups = picture.GroupsOf(asset.Id).Where(reached.Contains).ToList();
            // What comes along with a group that is new itself is said of the group.
            if (asset.IsGone || groups.Exists(news.Contains))
                continue;
            var through = groups.Count > 0 ? $" through the asset group {picture.Asset(groups[0]).Name}" : "";
            var tasks = asset.Kind == AssetKind.AssetGroup ? "" : $"{FindingText.Tasks(grant.Tasks)} on ";
            yield return new SeenFinding(
                $"{systemUser.GraphId}/{asset.GraphId}",
                $"{systemUser.Name} has {tasks}the {AssetKindWords.Of(asset.Kind)} {asset.Name}{through}, which nobody gave it here.{FindingText.NotBefore(grant.NotBefore)}",
                systemUser.Id
            )
            {
                AssetId = asset.Id,
                InRecord = "No grant.",
                AtMeta = FindingText.Seen(grant.Tasks, grant.Since),
                NotBefore = grant.NotBefore,
            };
        }
    }
}
