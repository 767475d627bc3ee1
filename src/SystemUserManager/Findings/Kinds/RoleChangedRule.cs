namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta shows another role than the one that was wanted here.</summary>
public sealed class RoleChangedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.RoleChanged;

    public override string Title => "Role changed";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "Somebody changed its role in Meta's own pages. As an admin it can give itself and others everything in the portfolio.";

    public override string WhatToDo =>
        "Take the role away in Meta's own pages, if it isn't needed: Meta's API can't. Or adopt it as it is.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.Adopt, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Ours.Where(s => s.ConfirmedRole is not null && s.ConfirmedRole != s.Role)
            .Select(s => new SeenFinding(
                s.GraphId,
                $"{s.Name} was {s.ConfirmedRole} and is {s.Role} at Meta. Nobody changed that here.",
                s.Id
            )
            {
                Severity = s.IsAdmin ? FindingSeverity.Critical : FindingSeverity.Medium,
                InRecord = s.ConfirmedRole,
                AtMeta = s.Role,
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
