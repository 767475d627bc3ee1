using SystemUserManager.Partners;

namespace SystemUserManager.Findings.Kinds;

/// <summary>For long nobody has said that a partner is still needed.</summary>
public sealed class PartnerNotConfirmedRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.PartnerNotConfirmed;

    public override string Title => "Partner not confirmed for long";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "For a long time nobody has said that working with this partner goes on. Perhaps it reaches assets for nothing.";

    public override string WhatToDo => "Ask who answers for it: still needed, or end it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.StillNeeded, FindingAnswer.EndPartner];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from partner in picture.Partners
        where partner.Purpose is not null
        let last = partner.LastConfirmedAt ?? partner.FirstSeenAt
        where last < picture.At.AddDays(-picture.Policy.NotConfirmedDays)
        select new SeenFinding(
            $"{partner.Relation}/{partner.BusinessId}",
            partner.LastConfirmedAt is null
                ? $"Nobody has confirmed {partner.Name} since it was first seen on {FindingText.Day(last)}."
                : $"{partner.Name} was last confirmed on {FindingText.Day(last)}."
        )
        {
            PartnerId = partner.Id,
            InRecord = $"For: {partner.Purpose}",
            AtMeta = $"{FindingText.Count(partner.Shared, "shared asset")}",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        Enum.TryParse<PartnerRelation>(about.ObjectKey.Split('/')[0], out var relation)
        && picture.KnowsPartners(relation);
}
