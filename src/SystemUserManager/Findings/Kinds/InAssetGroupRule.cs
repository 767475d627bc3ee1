using MetaGraph.Assets;

namespace SystemUserManager.Findings.Kinds;

/// <summary>It is in an asset group, so that its reach grows by itself.</summary>
public sealed class InAssetGroupRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.InAssetGroup;

    public override string Title => "In an asset group";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "It reaches whatever somebody puts into the group. Its reach grows without anybody giving it anything.";

    public override string WhatToDo =>
        "Take it out of the group in Meta's own pages, and give it singly the assets of it that it needs.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.SeeGroup, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        from grant in picture.SeenOf(systemUser)
        let its = picture.Asset(grant.AssetId)
        where its is { Kind: AssetKind.AssetGroup, IsGone: false }
        select new SeenFinding(
            $"{systemUser.GraphId}/{its.GraphId}",
            $"{systemUser.Name} is in the asset group {its.Name}: it reaches whatever is put into it.{FindingText.NotBefore(grant.NotBefore)}",
            systemUser.Id
        )
        {
            AssetId = its.Id,
            NotBefore = grant.NotBefore,
            AtMeta = FindingText.Tasks(grant.Tasks),
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsGrantsOn(about.AssetId);
}
