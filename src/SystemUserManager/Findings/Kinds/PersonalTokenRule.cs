namespace SystemUserManager.Findings.Kinds;

/// <summary>A secret that an integration reads holds a person's token.</summary>
public sealed class PersonalTokenRule : FindingRule
{
    public override FindingKind Kind => FindingKind.PersonalToken;

    public override string Title => "A person's token";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "The secret holds the token of a person, not of a system user: the integration acts as that person, and stops on the day on which they leave or change their password.";

    public override string WhatToDo => "Issue a token for a system user, and let the integration read that one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken];
}
