namespace SystemUserManager.Findings.Kinds;

/// <summary>A token ends soon.</summary>
public sealed class ExpiringRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.Expiring;

    public override string Title => "Token ends soon";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning => "The token ends by itself on this day, and the tool that uses it stops then.";

    public override string WhatToDo => "Issue a new token in time, and see that the tool works with it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        where live.Token.ExpiresAt is not null
        let end = live.Token.ExpiresAt!.Value
        let left = end - picture.At
        where left > TimeSpan.Zero && left <= TimeSpan.FromDays(picture.Policy.ExpiringDays)
        where !picture.IsReplaced(live.Token, live.Of)
        select new SeenFinding(
            FindingText.Id(live.Token.Id),
            $"The token of {live.Of.Name} in the secret \"{live.Token.SecretName}\" ends on {FindingText.Day(end)}. What uses it stops then.",
            live.Of.Id,
            live.Token.Id
        )
        {
            Severity =
                left <= TimeSpan.FromDays(picture.Policy.ExpiringNowDays) ? FindingSeverity.Critical
                : left <= TimeSpan.FromDays(picture.Policy.ExpiringSoonDays) ? FindingSeverity.High
                : FindingSeverity.Medium,
            InRecord = $"Ends on {FindingText.Day(end)}",
        };
}
