using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A token has business_management, and its purpose doesn't need it.</summary>
public sealed class BusinessManagementRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.BusinessManagement;

    public override string Title => "business_management without need";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "With business_management a token can change the portfolio itself: system users, assets, who may do what. What this integration is for doesn't need it.";

    public override string WhatToDo => "Issue a token without it, and revoke this one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    private const string Scope = "business_management";

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        let scopes = TaskSet.Parse(live.Token.Scopes)
        let preset = PurposePresets.Find(live.Of.Preset)
        where scopes.Contains(Scope) && !ScopeUse.WantedAlong(scopes.Where(s => s != Scope)).Contains(Scope)
        where preset is null || (!preset.IsOpen && !preset.Scopes.Contains(Scope))
        select new SeenFinding(
            FindingText.Id(live.Token.Id),
            $"The token of {live.Of.Name} in the secret \"{live.Token.SecretName}\" has {Scope}. "
                + (preset is null ? "No purpose preset says that it needs it." : $"{preset.Name} doesn't need it.")
                + (live.Token.ScopesWhy is null ? "" : " Somebody said why."),
            live.Of.Id,
            live.Token.Id
        )
        {
            Severity = live.Token.ScopesWhy is null ? null : FindingSeverity.Low,
            InRecord = $"Scopes: {FindingText.Tasks(live.Token.Scopes)}",
        };
}
