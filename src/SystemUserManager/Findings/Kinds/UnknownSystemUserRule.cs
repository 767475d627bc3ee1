namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta shows a system user that nobody made or took over here.</summary>
public sealed class UnknownSystemUserRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.UnknownSystemUser;

    public override string Title => "Unknown system user";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "It was made in Meta's own pages or by another tool. Nobody has said here what it is for or who answers for it, and Meta doesn't tell its tokens.";

    public override string WhatToDo =>
        "Adopt it: say who owns it and what it is for. If nobody knows it, revoke all its tokens.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.Adopt, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Others.Where(s => !s.IsOurs)
            .Select(s => new SeenFinding(
                s.GraphId,
                $"{s.Name} was found at Meta. Nobody has said here what it is for or who owns it, and its tokens aren't known.",
                s.Id
            )
            {
                InRecord = "Nothing: nobody made or adopted it here.",
                AtMeta =
                    $"{s.Name}, {s.Role}, made {FindingText.Day(s.MadeAt, "at a time that Meta doesn't tell")}; reaches {FindingText.Count(picture.SeenOf(s).Count(), "asset")}.",
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
