namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta doesn't show a system user of ours any more.</summary>
public sealed class VanishedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.Vanished;

    public override string Title => "System user is gone";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "A complete list of Meta's doesn't have it any more, though nobody ended it here. Somebody removed it in Meta's own pages, and every tool that used its tokens has stopped.";

    public override string WhatToDo =>
        "Ask its owner. If it was meant, revoke its tokens so that the record says so; if it wasn't, create another one, and revoke the tokens of this one, too. When that is done, this closes.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.RevokeAllTokens, FindingAnswer.EditRecord];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .SystemUsers.Where(s => s is { IsOurs: true, VanishedAt: not null })
            // Tokens that ran out by themselves are nobody's answer.
            .Where(s => !s.IsEndedHere || picture.TokensOf(s).Any())
            .Select(s => new SeenFinding(
                s.GraphId,
                $"Meta hasn't shown {s.Name} since the read of {FindingText.Day(s.VanishedAt!.Value)}. Nobody ended it here.",
                s.Id
            )
            {
                InRecord =
                    $"{s.Name}, with {FindingText.Count(picture.TokensOf(s).Count(t => t.IsLive), "token")} that should be alive.",
                AtMeta = "Not in the list of system users.",
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
