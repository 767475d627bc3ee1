namespace SystemUserManager.Findings.Kinds;

/// <summary>Nobody has said which tool uses it.</summary>
public sealed class NoConsumerRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.NoConsumer;

    public override string Title => "No consumer";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "It isn't known which tool uses its tokens. Nobody can say what stops when one is revoked, or whom to tell of a new one.";

    public override string WhatToDo => "Say which tool uses it, where that runs, and how it gets its token.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.EditRecord];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        var used = picture.Consumers.Select(c => c.SystemUserId).ToHashSet();
        return picture
            .Ours.Where(s => !used.Contains(s.Id))
            .Select(s => new SeenFinding(s.GraphId, $"Nobody has said which tool uses {s.Name}.", s.Id)
            {
                InRecord = "No consumer.",
            });
    }
}
