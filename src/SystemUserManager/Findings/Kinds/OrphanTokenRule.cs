namespace SystemUserManager.Findings.Kinds;

/// <summary>A token may live at Meta that nobody holds.</summary>
public sealed class OrphanTokenRule : FindingRule
{
    public override FindingKind Kind => FindingKind.OrphanToken;

    public override string Title => "Orphan token";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "Meta made a token, and before its value was in the vault the work broke off. It may be alive, and nobody can name it to end it alone.";

    public override string WhatToDo =>
        "Revoke all tokens of this system user and issue a new one; what uses its other tokens fails in between. Or wait until the date at which it dies by itself.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.RevokeAllTokens, FindingAnswer.IssueToken];
}
