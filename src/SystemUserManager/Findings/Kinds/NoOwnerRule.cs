namespace SystemUserManager.Findings.Kinds;

/// <summary>Nobody answers for a system user of ours.</summary>
public sealed class NoOwnerRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NoOwner;

    public override string Title => "No owner";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Nobody answers for it. When something has to be decided about it, nobody is asked.";

    public override string WhatToDo => "Say who answers for it from now on.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.AssignOwner];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Ours.Where(s => s.OwnerId is null)
            .Select(s => new SeenFinding(s.GraphId, $"Nobody answers for {s.Name}.", s.Id) { InRecord = "No owner." });
}
