using SystemUserManager.Findings;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>What a kind of finding is called on a page, and how bad it is.</summary>
public sealed record FindingWords(string Title, Tone Tone)
{
    /// <summary>Throws for a kind that has no words yet.</summary>
    public static FindingWords Of(FindingKind kind) =>
        kind switch
        {
            FindingKind.OrphanToken => new("Orphan token", Tone.Bad),
            FindingKind.UnknownSystemUser => new("Unknown system user", Tone.Warning),
            FindingKind.VaultSecretExtra => new("Vault secret that the record doesn't know", Tone.Warning),
            FindingKind.VaultSecretEnabledAgain => new("Vault secret enabled again", Tone.Warning),
            FindingKind.PersonalToken => new("A person's token", Tone.Warning),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no words yet."),
        };
}
