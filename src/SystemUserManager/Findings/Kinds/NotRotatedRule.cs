namespace SystemUserManager.Findings.Kinds;

/// <summary>A token wasn't exchanged for a long time.</summary>
public sealed class NotRotatedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NotRotated;

    public override string Title => "Token not exchanged for long";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "The token has been the same for a long time. The longer it is in use, the more copies of it there may be.";

    public override string WhatToDo => "Issue a new token, let the tool read that one, and revoke this one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .LiveTokens.Where(l => l.Token.IssuedAt < picture.At.AddDays(-picture.Policy.RotateDays))
            .Select(l => new SeenFinding(
                FindingText.Id(l.Token.Id),
                $"The token of {l.Of.Name} in the secret \"{l.Token.SecretName}\" has been the same since {FindingText.Day(l.Token.IssuedAt!.Value)}.",
                l.Of.Id,
                l.Token.Id
            )
            {
                InRecord = $"Issued {FindingText.Day(l.Token.IssuedAt!.Value)}",
            });
}
