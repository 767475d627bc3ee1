using MetaGraph.Assets;
using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A token has a scope, and its system user no asset to use it on.</summary>
public sealed class ScopeWithoutAssetRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.ScopeWithoutAsset;

    public override string Title => "Scope with nothing to use it on";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "The token may do something, and its system user reaches no asset on which it could. Whoever gives it one later gives more than they see.";

    public override string WhatToDo => "Issue a token without the scope, or give the asset that is missing.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        let kinds = picture.ReachOf(live.Of).Select(r => r.Asset.Kind).ToHashSet()
        let scopes = TaskSet.Parse(live.Token.Scopes)
        let idle = scopes.Where(s => IsIdle(s, kinds)).ToList()
        // What Meta wants along with one that is of use is of use.
        let needless = idle.Except(ScopeUse.WantedAlong(scopes.Except(idle))).ToList()
        where needless.Count > 0
        let words = string.Join(", ", needless)
        select new SeenFinding(
            FindingText.Id(live.Token.Id),
            $"The token of {live.Of.Name} in the secret \"{live.Token.SecretName}\" has {words}, and {live.Of.Name} reaches no asset to use {(needless.Count == 1 ? "it" : "them")} on.",
            live.Of.Id,
            live.Token.Id
        )
        {
            InRecord = $"Scopes: {FindingText.Tasks(live.Token.Scopes)}",
            AtMeta = $"Reaches {FindingText.Count(picture.ReachOf(live.Of).Count(), "asset")}",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) => picture.KnowsAllGrants;

    private static bool IsIdle(string scope, HashSet<AssetKind> reached) =>
        ScopeUse.Find(scope) is { Targets.Count: > 0 } use && !reached.Any(use.Serves);
}
