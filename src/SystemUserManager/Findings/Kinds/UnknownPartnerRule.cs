using SystemUserManager.Partners;

namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta lists a partner of which nobody has said what it is for.</summary>
public sealed class UnknownPartnerRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.UnknownPartner;

    public override string Title => "Unknown partner";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Another business shares assets with this portfolio, and nobody has said here why, until when, and who answers for it.";

    public override string WhatToDo => "Say what it is for and who answers for it; or end it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.EditPartner, FindingAnswer.EndPartner];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        picture
            .Partners.Where(p => p.Purpose is null)
            .Select(p => new SeenFinding(
                $"{p.Relation}/{p.BusinessId}",
                p.Relation == PartnerRelation.Agency
                    ? $"The agency {p.Name} works on {FindingText.Count(p.Shared, "asset")} of this portfolio, and nobody has said here what for.{FindingText.NotBefore(p.NotBefore)}"
                    : $"The client {p.Name} shares {FindingText.Count(p.Shared, "asset")} with this portfolio, and nobody has said here what for.{FindingText.NotBefore(p.NotBefore)}"
            )
            {
                PartnerId = p.Id,
                NotBefore = p.NotBefore,
                InRecord = "Nothing: nobody said what it is for.",
                AtMeta = $"{p.Name}, {(p.Relation == PartnerRelation.Agency ? "an agency" : "a client")}",
            });

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        Enum.TryParse<PartnerRelation>(about.ObjectKey.Split('/')[0], out var relation)
        && picture.KnowsPartners(relation);
}
