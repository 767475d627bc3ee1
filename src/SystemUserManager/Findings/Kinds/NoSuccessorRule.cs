namespace SystemUserManager.Findings.Kinds;

/// <summary>Nobody is named who would answer for it next.</summary>
public sealed class NoSuccessorRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NoSuccessor;

    public override string Title => "No successor";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "One person answers for it, and nobody is named who would after them. When they leave, nobody knows it.";

    public override string WhatToDo => "Name a successor, or let a team own it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.EditRecord];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        where systemUser.OwnerId is not null
        let owner = picture.People.GetValueOrDefault(systemUser.OwnerId!.Value)
        // A team outlives its members.
        where owner is { IsTeam: false }
        let successor = systemUser.SuccessorId is { } id ? picture.People.GetValueOrDefault(id) : null
        where successor is null or { LeftAt: not null }
        select new SeenFinding(
            systemUser.GraphId,
            successor is null
                ? $"{owner.Name} owns {systemUser.Name}, and nobody is named who would next."
                : $"{owner.Name} owns {systemUser.Name}, and {successor.Name}, who would next, left on {FindingText.Day(successor.LeftAt!.Value)}.",
            systemUser.Id
        )
        {
            InRecord = successor is null ? "No successor." : $"Successor: {successor.Name}, who left.",
        };
}
