using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A name from which nobody can tell what the integration is.</summary>
public sealed class VagueNameRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.VagueName;

    public override string Title => "Vague name";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "Its name doesn't say what the integration is. Whoever finds it in a log or in Meta's own pages can't tell whether it may be ended.";

    public override string WhatToDo => "Rename it: the company or tool, and what it does.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.Rename];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Ours.Where(s => SystemUserName.IsVague(s.Name))
            .Select(s => new SeenFinding(
                s.GraphId,
                $"\"{s.Name}\" doesn't say what the integration is. Name the company or tool and what it does, such as \"northwind ads reporting\".",
                s.Id
            )
            {
                AtMeta = s.Name,
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
