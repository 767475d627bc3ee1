namespace SystemUserManager.Findings.Kinds;

/// <summary>A token that never ends by itself.</summary>
public sealed class NeverExpiringRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NeverExpiring;

    public override string Title => "Token never ends";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "It lives until somebody revokes it. One that leaks and isn't noticed works for ever.";

    public override string WhatToDo => "Issue one of 60 days, let the tool read that one, and revoke this one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .LiveTokens.Where(l => l.Token.NeverExpires)
            .Select(l => new SeenFinding(
                FindingText.Id(l.Token.Id),
                $"The token of {l.Of.Name} in the secret \"{l.Token.SecretName}\" never ends by itself. It was issued {FindingText.Day(l.Token.IssuedAt, "at a time that isn't known")}.",
                l.Of.Id,
                l.Token.Id
            )
            {
                InRecord = "Never ends.",
            });
}
