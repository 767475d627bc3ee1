namespace SystemUserManager.Tokens;

/// <summary>What a secret of the vault turned out to hold.</summary>
public enum SecretHolds
{
    /// <summary>A token that the record knows.</summary>
    KnownToken,

    /// <summary>A live token of a system user of this portfolio, which the record doesn't know.</summary>
    UnregisteredToken,

    /// <summary>A person's token, or a Page's that a person made.</summary>
    PersonalToken,

    /// <summary>A live token of somebody whom the record doesn't know, or of a kind that isn't registered.</summary>
    StrangeToken,

    /// <summary>A live token of another app, of which Meta tells ours nothing.</summary>
    OtherAppsToken,

    /// <summary>A token that Meta calls invalid.</summary>
    DeadToken,

    /// <summary>Another kind of secret; nobody was asked about it.</summary>
    NoToken,

    /// <summary>Its value can't be read.</summary>
    Unreadable,
}

/// <summary>One secret as it was found, without its value.</summary>
/// <param name="Words">A sentence on what it holds.</param>
/// <param name="TokenId">The token of the record that it is; null: none.</param>
/// <param name="SystemUserId">Whose token it is; null: nobody's whom the record knows.</param>
public sealed record CheckedSecret(
    string Name,
    SecretHolds Holds,
    string Words,
    long? TokenId = null,
    long? SystemUserId = null
);

/// <summary>A live token as Meta tells of it.</summary>
/// <param name="ExpiresAt">null: never.</param>
internal sealed record TokenFound(
    string Version,
    string Sha256,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ExpiresAt
);

/// <param name="Token">Only with <see cref="SecretHolds.UnregisteredToken"/>.</param>
internal sealed record SecretContent(CheckedSecret Secret, TokenFound? Token = null);
