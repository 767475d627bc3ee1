namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta shows a system user that nobody made or took over here.</summary>
public sealed class UnknownSystemUserRule : FindingRule
{
    public override FindingKind Kind => FindingKind.UnknownSystemUser;

    public override string Title => "Unknown system user";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "It was made in Meta's own pages or by another tool. Nobody has said here what it is for or who answers for it, and Meta doesn't tell its tokens.";

    public override string WhatToDo =>
        "Adopt it: say who owns it and what it is for. If nobody knows it, revoke all its tokens.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.Adopt, FindingAnswer.RevokeAllTokens];
}
