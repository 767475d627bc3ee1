namespace SystemUserManager.Findings.Kinds;

/// <summary>The token that this product acts with ends soon, or doesn't work any more.</summary>
public sealed class ControlTokenEndingRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.ControlTokenEnding;

    public override string Title => "Control token ends or is refused";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "This product acts with this token. Without it nothing is read, nothing is revoked, and nothing is true any more here.";

    public override string WhatToDo => "Replace the control token.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ReplaceControlToken];

    /// <summary>Nothing is done without it, so nothing is waited for.</summary>
    public override bool WaitsForOperations => false;

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from token in picture.ControlTokens
        let why = Why(token, picture)
        where why is not null
        select new SeenFinding(token.AppId, why, token.SystemUserId)
        {
            InRecord = $"Secret \"{token.SecretName}\", ends {FindingText.Day(token.ExpiresAt, "never")}",
            AtMeta = token.NoAccessReason,
        };

    private static string? Why(PicturedControlToken token, PortfolioPicture picture) =>
        token.NoAccessSince is { } since
            ? $"The control token for the app {token.AppName} hasn't worked since {FindingText.Day(since)}. Nothing has been read through it since."
        : token.ExpiresAt <= picture.At
            ? $"The control token for the app {token.AppName} ended on {FindingText.Day(token.ExpiresAt.Value)}."
        : token.ExpiresAt <= picture.At.AddDays(picture.Policy.ControlTokenEndingDays)
            ? $"The control token for the app {token.AppName} ends on {FindingText.Day(token.ExpiresAt.Value)}. Nothing works here from then on."
        : null;
}
