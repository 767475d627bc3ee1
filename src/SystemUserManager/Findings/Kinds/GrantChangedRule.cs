using MetaGraph.Assets;
using SystemUserManager.Assets;
using SystemUserManager.Grants;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A system user of ours may do something else on an asset than it was given here.</summary>
public sealed class GrantChangedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.GrantChanged;

    public override string Title => "Tasks changed at Meta";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "Somebody changed what it may do on an asset, in Meta's own pages or with another tool.";

    public override string WhatToDo => "Revert it, or adopt it if it is meant.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.Revert, FindingAnswer.Adopt, FindingAnswer.ChangeAccess];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from systemUser in picture.Ours
        let seen = picture.SeenOf(systemUser).ToDictionary(g => g.AssetId)
        from record in picture.RecordedOf(systemUser)
        where record.Meant.Length > 0 && seen.ContainsKey(record.AssetId)
        let grant = seen[record.AssetId]
        let asset = picture.Asset(record.AssetId)
        where !asset.IsGone && grant.Tasks != record.Meant
        let difference = Compare(asset.Kind, record, TaskSet.Parse(grant.Tasks))
        where difference.More.Count > 0 || difference.Less.Count > 0
        select new SeenFinding(
            $"{systemUser.GraphId}/{asset.GraphId}",
            $"{systemUser.Name} on the {AssetKindWords.Of(asset.Kind)} {asset.Name}: {Words(difference)}.{FindingText.NotBefore(grant.NotBefore)}",
            systemUser.Id
        )
        {
            AssetId = asset.Id,
            Severity = difference.More.Count > 0 ? FindingSeverity.High : FindingSeverity.Medium,
            InRecord = FindingText.Tasks(record.Meant),
            AtMeta = FindingText.Seen(grant.Tasks, grant.Since),
            NotBefore = grant.NotBefore,
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsGrantsOn(about.AssetId);

    /// <summary>What Meta adds along with a task by itself is no difference.</summary>
    private static (List<string> More, List<string> Less) Compare(
        AssetKind kind,
        PicturedRecord record,
        IReadOnlyList<string> seen
    )
    {
        var meant = TaskSet.Parse(record.Meant);
        return (
            [.. seen.Except(ImpliedTasks.With(kind, meant)).Order(StringComparer.Ordinal)],
            [
                .. meant
                    .Union(TaskSet.Parse(record.Asked))
                    .Except(ImpliedTasks.With(kind, seen))
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    private static string Words((List<string> More, List<string> Less) difference) =>
        string.Join(
            "; ",
            new[]
            {
                difference.More.Count > 0
                    ? $"{string.Join(", ", difference.More)} came, which nobody gave it here"
                    : null,
                difference.Less.Count > 0
                    ? $"{string.Join(", ", difference.Less)} is gone, which it was given here"
                    : null,
            }.OfType<string>()
        );
}
