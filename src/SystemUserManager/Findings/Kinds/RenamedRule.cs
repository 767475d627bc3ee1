namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta shows another name than the one that was wanted here.</summary>
public sealed class RenamedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.Renamed;

    public override string Title => "Renamed";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "Somebody gave it another name in Meta's own pages. Whoever looks for the old name doesn't find it there.";

    public override string WhatToDo => "Keep the new name, or rename it back.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.Adopt, FindingAnswer.Revert, FindingAnswer.Rename];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Ours.Where(s => s.ConfirmedName is not null && s.ConfirmedName != s.Name)
            .Select(s => new SeenFinding(
                s.GraphId,
                $"\"{s.ConfirmedName}\" is called \"{s.Name}\" at Meta. Nobody renamed it here.",
                s.Id
            )
            {
                InRecord = s.ConfirmedName,
                AtMeta = s.Name,
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
