using System.Globalization;
using SystemUserManager.Partners;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A partner is still there after the day on which it should have gone.</summary>
public sealed class PartnerPastEndRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.PartnerPastEnd;

    public override string Title => "Partner past its end";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "The work with this partner should be over, and Meta still lists it: it still reaches what is shared.";

    public override string WhatToDo => "End the partner, or say until when it goes on.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.EndPartner, FindingAnswer.EditPartner];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from partner in picture.Partners
        where partner.EndsOn < DateOnly.FromDateTime(picture.At.UtcDateTime)
        let end = partner.EndsOn!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        select new SeenFinding(
            $"{partner.Relation}/{partner.BusinessId}",
            $"{partner.Name} should have gone on {end}, and Meta still lists it, with {FindingText.Count(partner.Shared, "shared asset")}."
        )
        {
            PartnerId = partner.Id,
            InRecord = $"Ends on {end}",
            AtMeta = $"Still there, with {FindingText.Count(partner.Shared, "shared asset")}",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        Enum.TryParse<PartnerRelation>(about.ObjectKey.Split('/')[0], out var relation)
        && picture.KnowsPartners(relation);
}
