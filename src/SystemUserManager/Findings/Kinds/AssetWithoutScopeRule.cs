using SystemUserManager.Assets;
using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>It reaches assets that no scope of its tokens can use.</summary>
public sealed class AssetWithoutScopeRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.AssetWithoutScope;

    public override string Title => "Assets that no scope can use";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "It reaches assets, and none of its known tokens may do anything with them. They are of no use to it, and of much to a token with more scopes.";

    public override string WhatToDo => "Take the assets away, or issue a token with the scope that is missing.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ChangeAccess, FindingAnswer.IssueToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        let scopes = picture
            .TokensOf(systemUser)
            .Where(t => t.IsLive)
            .SelectMany(t => TaskSet.Parse(t.Scopes))
            .Distinct()
            .ToList()
        where scopes.Count > 0
        let idle = picture
            .ReachOf(systemUser)
            .Select(r => r.Asset)
            .Where(a => !scopes.Exists(s => ScopeUse.Find(s)?.Serves(a.Kind) == true))
            .GroupBy(a => a.Kind)
            .OrderBy(k => k.Key)
            .ToList()
        where idle.Count > 0
        let words = string.Join(", ", idle.Select(k => AssetKindWords.Count(k.Count(), k.Key)))
        select new SeenFinding(
            systemUser.GraphId,
            $"{systemUser.Name} reaches {words}, and no scope of its known tokens can use {(idle.Sum(k => k.Count()) == 1 ? "it" : "them")}.",
            systemUser.Id
        )
        {
            AssetId = idle is [var only] && only.Count() == 1 ? only.Single().Id : null,
            InRecord = $"Scopes: {string.Join(", ", scopes.Order(StringComparer.Ordinal))}",
            AtMeta = words,
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
