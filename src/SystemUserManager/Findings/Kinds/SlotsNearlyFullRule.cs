using System.Globalization;

namespace SystemUserManager.Findings.Kinds;

/// <summary>Hardly another system user can be made.</summary>
public sealed class SlotsNearlyFullRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.SlotsNearlyFull;

    public override string Title => "Slots nearly full";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Meta allows a portfolio only so many system users, and can't delete one by its API. When they are used up, no new integration can be made.";

    public override string WhatToDo =>
        "Reuse one that nobody needs any more, or ask Meta for a higher access tier of the app.";

    public override IReadOnlyList<FindingAnswer> Answers => [];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        var used = picture.SystemUsers.Count(s => s is { IsThere: true, IsAdmin: false });
        if (picture.Portfolio.Slots is not { } slots || used * 100 < slots * picture.Policy.SlotsFullPercent)
            yield break;
        var words = string.Create(CultureInfo.InvariantCulture, $"{used} of {slots}");
        yield return new SeenFinding(
            "slots",
            $"{words} system users that Meta allows {picture.Portfolio.Name} are used, without the admin."
        )
        {
            Severity = used >= slots ? FindingSeverity.High : null,
            InRecord = string.Create(CultureInfo.InvariantCulture, $"{slots} allowed by the access tier"),
            AtMeta = $"{words} used",
        };
    }

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);
}
