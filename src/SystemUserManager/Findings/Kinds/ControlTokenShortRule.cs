using SystemUserManager.Portfolios;

namespace SystemUserManager.Findings.Kinds;

/// <summary>The token that this product acts with lacks a right that it needs.</summary>
public sealed class ControlTokenShortRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.ControlTokenShort;

    public override string Title => "Control token lacks a right";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "This product acts with this token, and a scope that it needs is missing. What needs it is refused by Meta or isn't read.";

    public override string WhatToDo =>
        "Make a control token with the scope, put it into the vault, and replace the old one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ReplaceControlToken];

    /// <summary>Nothing is done without it, so nothing is waited for.</summary>
    public override bool WaitsForOperations => false;

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        var kinds = picture.Assets.Where(a => !a.IsGone).Select(a => a.Kind).ToHashSet();
        var needed = AssetKindRights
            .All.Where(r => kinds.Contains(r.Kind))
            .SelectMany(r =>
                picture.Portfolio.Mode == PortfolioMode.ObserveAndAct
                    ? r.ToReadGrants.Union(r.ToAssign)
                    : r.ToReadGrants
            )
            .Prepend("business_management")
            .Distinct()
            .ToList();
        foreach (var token in picture.ControlTokens.Where(t => t.Scopes.Count > 0))
        {
            var missing = needed.Except(token.Scopes).ToList();
            if (missing.Count == 0)
                continue;
            yield return new SeenFinding(
                token.AppId,
                $"The control token for the app {token.AppName} lacks {string.Join(", ", missing)}. What needs {(missing.Count == 1 ? "it" : "them")} isn't read or done.",
                token.SystemUserId
            )
            {
                InRecord = $"Needed: {string.Join(", ", needed)}",
                AtMeta = $"Scopes: {string.Join(", ", token.Scopes)}",
            };
        }
    }
}
