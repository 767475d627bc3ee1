using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>It may manage assets, and its purpose needs less.</summary>
public sealed class HighTaskRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.HighTask;

    public override string Title => "More tasks than its purpose needs";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "It has full control of an asset (MANAGE or FULL_CONTROL), and what it is for needs less. A token that leaks does more harm than it must.";

    public override string WhatToDo =>
        "Change its access to what its purpose needs; or choose another purpose preset, if it does more than that says.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ChangeAccess, FindingAnswer.EditRecord];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        let preset = PurposePresets.Find(systemUser.Preset)
        let whys = picture.RecordedOf(systemUser).ToDictionary(r => r.AssetId, r => r.Why)
        let high = picture
            .ReachOf(systemUser)
            .Where(r => BeyondPreset.Tasks(preset, r.Asset.Kind, r.Tasks).Any(IsHigh))
            .Select(r => r.Asset)
            .OrderBy(a => a.Id)
            .ToList()
        where high.Count > 0
        let isSaidWhy = high.TrueForAll(a => whys.GetValueOrDefault(a.Id) is not null)
        select new SeenFinding(
            systemUser.GraphId,
            $"{systemUser.Name} has full control of {FindingText.Names(high.ConvertAll(a => a.Name))}. {preset!.Name} needs less."
                + (isSaidWhy ? " Somebody said why." : ""),
            systemUser.Id
        )
        {
            Severity = isSaidWhy ? FindingSeverity.Low : null,
            AssetId = high.Count == 1 ? high[0].Id : null,
            InRecord = $"Purpose preset: {preset.Name}",
            AtMeta = $"Full control of {high.Count}",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);

    private static bool IsHigh(string task) =>
        task is "MANAGE" || task.EndsWith("FULL_CONTROL", StringComparison.Ordinal);
}
