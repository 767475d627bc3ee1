namespace SystemUserManager.Findings.Kinds;

/// <summary>Made long ago, and nobody has said lately that it is still needed.</summary>
public sealed class OldRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.Old;

    public override string Title => "Old and not confirmed";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "It was made long ago, and for a long time nobody has said that it is still needed. Perhaps nothing uses it any more.";

    public override string WhatToDo => "Ask its owner: still needed, or revoke all its tokens.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.StillNeeded, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        let made = systemUser.MadeAt ?? systemUser.FirstSeenAt
        where made < picture.At.AddDays(-picture.Policy.OldDays)
        where
            systemUser.LastConfirmedAt is null
            || systemUser.LastConfirmedAt < picture.At.AddDays(-picture.Policy.NotConfirmedDays)
        let last = systemUser.LastConfirmedAt is { } at
            ? $"Last confirmed as needed on {FindingText.Day(at)}"
            : "Never confirmed as needed"
        select new SeenFinding(
            systemUser.GraphId,
            $"{systemUser.Name} was made on {FindingText.Day(made)}. {last}.",
            systemUser.Id
        )
        {
            InRecord = last,
            AtMeta = $"Made {FindingText.Day(made)}",
        };
}
