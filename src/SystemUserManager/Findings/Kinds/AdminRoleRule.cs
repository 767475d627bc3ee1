namespace SystemUserManager.Findings.Kinds;

/// <summary>A system user with the role of an admin.</summary>
public sealed class AdminRoleRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.AdminRole;

    public override string Title => "Admin role";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "As an admin it can give itself and others every asset of the portfolio, and make system users. Hardly an integration needs that.";

    public override string WhatToDo =>
        "Take the role away in Meta's own pages: Meta's API can't. Or revoke all its tokens, if nobody needs it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.Adopt, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Others.Where(s => s.IsAdmin)
            .Select(s => new SeenFinding(
                s.GraphId,
                $"{s.Name} is an admin of the portfolio: it can give itself and others everything in it.",
                s.Id
            )
            {
                AtMeta = s.Role,
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
