using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A test works on an asset that production uses.</summary>
public sealed class TestReachesProductionRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.TestReachesProduction;

    public override string Title => "Test on a production asset";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "An integration for tests or development reaches an asset that one in production uses too. A test that goes wrong changes what customers see, or spends money.";

    public override string WhatToDo => "Give the test assets of its own.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.ChangeAccess, FindingAnswer.EditRecord];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture)
    {
        var production = picture
            .Ours.Where(s => s.Environment == IntegrationEnvironment.Production)
            .SelectMany(s => picture.ReachOf(s).Select(r => (r.Asset.Id, s.Name)))
            .GroupBy(r => r.Id, r => r.Name)
            .ToDictionary(r => r.Key, r => r.Order(StringComparer.Ordinal).First());
        foreach (var test in picture.Ours.Where(IsTest))
        {
            var shared = picture
                .ReachOf(test)
                .Select(r => r.Asset)
                .Where(a => production.ContainsKey(a.Id))
                .OrderBy(a => a.Id)
                .ToList();
            if (shared.Count == 0)
                continue;
            yield return new SeenFinding(
                test.GraphId,
                $"{test.Name} is for tests and reaches {FindingText.Names(shared.ConvertAll(a => a.Name))}, which {production[shared[0].Id]} uses in production.",
                test.Id
            )
            {
                AssetId = shared.Count == 1 ? shared[0].Id : null,
                InRecord = $"Runs in: {test.Environment}",
                AtMeta = $"Reaches {FindingText.Count(shared.Count, "asset")} of production",
            };
        }
    }

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.SystemUsers);

    private static bool IsTest(PicturedSystemUser systemUser) =>
        systemUser.Environment is IntegrationEnvironment.Test or IntegrationEnvironment.Development;
}
