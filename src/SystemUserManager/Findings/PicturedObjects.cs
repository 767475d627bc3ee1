using MetaGraph.Assets;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <param name="Slots">How many system users Meta allows, without the one admin; null: not known.</param>
public sealed record PicturedPortfolio(long Id, string BusinessId, string Name, PortfolioMode Mode, int? Slots);

public sealed record PicturedSystemUser(long Id, string GraphId, string Name, string Role)
{
    /// <summary>As somebody here last wanted it; null: nobody said.</summary>
    public string? ConfirmedName { get; init; }

    public string? ConfirmedRole { get; init; }
    public bool IsOurs { get; init; }

    /// <summary>This product acts through it, for whichever app.</summary>
    public bool IsControl { get; init; }
    public string? Preset { get; init; }
    public IntegrationEnvironment? Environment { get; init; }
    public long? OwnerId { get; init; }
    public long? SuccessorId { get; init; }
    public DateTimeOffset? MadeAt { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset? VanishedAt { get; init; }

    /// <summary>Of one that vanished: the last that became of its tokens is a revoke that somebody here asked for.</summary>
    public bool IsEndedHere { get; init; }
    public DateTimeOffset? LastConfirmedAt { get; init; }
    public bool IsThere => VanishedAt is null;
    public bool IsAdmin => Role == "ADMIN";
}

public sealed record PicturedAsset(long Id, AssetKind Kind, string GraphId, string Name)
{
    public bool IsOwned { get; init; } = true;
    public string? OwnerBusinessId { get; init; }
    public bool IsDead { get; init; }
    public bool IsGone { get; init; }
    public string? Status { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>null: it was there at the first read.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>A grant that Meta shows.</summary>
public sealed record PicturedGrant(
    long SystemUserId,
    long AssetId,
    string Tasks,
    DateTimeOffset Since,
    DateTimeOffset? NotBefore
);

/// <summary>A grant that the record means.</summary>
/// <param name="Asked">Empty: none.</param>
/// <param name="Confirmed">null: not read back.</param>
/// <param name="Why">Why it is more than the preset needs.</param>
public sealed record PicturedRecord(long SystemUserId, long AssetId, string Asked, string? Confirmed, string? Why)
{
    /// <summary>What it is compared with.</summary>
    public string Meant => string.IsNullOrEmpty(Confirmed) ? Asked : Confirmed;
}

public sealed record PicturedPlace(long GroupId, long AssetId);

public sealed record PicturedToken(long Id, long SystemUserId, string AppId, TokenState State)
{
    public bool IsIssuedHere { get; init; }
    public string Scopes { get; init; } = "";
    public string? ScopesWhy { get; init; }
    public DateTimeOffset? IssuedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public bool NeverExpires { get; init; }
    public string SecretName { get; init; } = "";
    public string? SecretVersion { get; init; }
    public string? ValueSha256 { get; init; }
    public DateTimeOffset? HealthCheckedAt { get; init; }
    public string? HealthProblem { get; init; }
    public string? SeenScopes { get; init; }
    public DateTimeOffset? SeenExpiresAt { get; init; }
    public DateTimeOffset? DiesBy { get; init; }

    /// <summary>When it last entered another state; null: not known.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
    public bool IsLive => State is TokenState.Active or TokenState.Rotating or TokenState.Revoking;
}

/// <param name="ConfirmedTokenId">The token that it was last said to work with.</param>
public sealed record PicturedConsumer(long SystemUserId, string Tool, long? ConfirmedTokenId)
{
    /// <summary>The app that this token is for; null: nobody said so of any, so that it may use any app's.</summary>
    public string? AppId { get; init; }
}

/// <summary>A secret as the vault's list told it.</summary>
/// <param name="Tags">One "name=value" a line.</param>
public sealed record PicturedSecret(string Name, bool IsEnabled, bool IsGone, DateTimeOffset? ExpiresAt, string Tags)
{
    /// <summary>null: it has no such tag.</summary>
    public string? Tag(string name) =>
        Tags.Split('\n')
            .Where(t => t.StartsWith($"{name}=", StringComparison.Ordinal))
            .Select(t => t[(name.Length + 1)..])
            .FirstOrDefault();
}

/// <param name="Purpose">null: nobody said what it is for.</param>
/// <param name="Shared">How many assets are shared with it, or by it.</param>
public sealed record PicturedPartner(long Id, string BusinessId, PartnerRelation Relation, string Name, string? Purpose)
{
    public int Shared { get; init; }
    public DateOnly? EndsOn { get; init; }
    public DateTimeOffset? LastConfirmedAt { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset? NotBefore { get; init; }
}

/// <param name="HasLeftMeta">They were matched with people of this portfolio, and Meta lists none of those any more.</param>
public sealed record PicturedPerson(long Id, string Name, bool IsTeam, DateTimeOffset? LeftAt, bool HasLeftMeta);

/// <param name="AppId">Meta's id of the app through which it acts.</param>
public sealed record PicturedControlToken(string AppId, string AppName, string SecretName)
{
    public long? SystemUserId { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public DateTimeOffset? NoAccessSince { get; init; }
    public string? NoAccessReason { get; init; }
}
