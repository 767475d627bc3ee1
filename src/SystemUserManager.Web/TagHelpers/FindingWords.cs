using SystemUserManager.Findings;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>What a finding is called on a page, and in which tone.</summary>
public sealed record FindingWords(string Title, Tone Tone)
{
    public static FindingWords Of(FindingKind kind, FindingSeverity severity) =>
        new(
            FindingRules.Of(kind).Title,
            severity switch
            {
                FindingSeverity.Critical => Tone.Bad,
                FindingSeverity.High or FindingSeverity.Medium => Tone.Warning,
                _ => Tone.Neutral,
            }
        );
}
