using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.State;

// What 'Meta' keeps. Every record is changed in place under the journal's lock and then put again.

/// <summary>A business portfolio.</summary>
public sealed class Business
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    public string VerificationStatus { get; set; } = "verified";

    /// <summary><c>none</c>, <c>admin_required</c> or <c>all_required</c>.</summary>
    public string TwoFactorType { get; set; } = "none";

    /// <summary>Apps that the business has claimed, by id.</summary>
    public List<string> ClaimedApps { get; init; } = [];

    /// <summary><c>limited</c> (1 system user + 1 admin) or <c>full</c> (10 + 1).</summary>
    public string Tier { get; set; } = "full";

    /// <summary>Whether a token without an expiry is refused.</summary>
    public bool ForceExpiring { get; set; }

    public DateTimeOffset CreatedTime { get; init; }

    public string Vertical { get; init; } = "RETAIL";
}

/// <summary>An app of a developer. Its secret is what makes proofs and app tokens.</summary>
public sealed class App
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Secret { get; set; }

    public required string BusinessId { get; init; }

    /// <summary>Meta's "Require App Secret".</summary>
    public bool RequireProof { get; set; }

    public string Category { get; init; } = "Business";
}

/// <summary>Somebody whom assets can be assigned to. Inside the sandbox <see cref="Id"/> is the key.</summary>
public abstract class BusinessMember
{
    /// <summary>A system user's id in Meta's own pages; a person's business-scoped id.</summary>
    public required string Id { get; init; }

    public required string BusinessId { get; init; }

    public required string Name { get; set; }

    /// <summary><c>ADMIN</c> or <c>EMPLOYEE</c>.</summary>
    public required string Role { get; set; }

    /// <summary>Orders lists: the order of making.</summary>
    public long Order { get; init; }

    [JsonIgnore]
    public bool IsAdmin => Role is "ADMIN";

    /// <summary>The id under which a token of this app sees it.</summary>
    public abstract string IdFor(string appId);
}

/// <summary>A server's identity in one business.</summary>
public sealed class SystemUser : BusinessMember
{
    /// <summary>App id → the id that this app's calls use.</summary>
    public Dictionary<string, string> AppScopedIds { get; init; } = [];

    public List<string> InstalledApps { get; init; } = [];

    /// <summary>A person's own Facebook id, or a system user's key.</summary>
    public string? CreatedById { get; init; }

    public string? CreatedByName { get; init; }

    public DateTimeOffset CreatedTime { get; init; }

    public override string IdFor(string appId) => AppScopedIds.GetValueOrDefault(appId, Id);
}

/// <summary>A person's membership of one business.</summary>
public sealed class Human : BusinessMember
{
    /// <summary>The person's own Facebook id: what <c>/me</c> of their token says.</summary>
    public required string UserId { get; init; }

    public required string Email { get; init; }

    public string? Title { get; init; }

    /// <summary>Whether the person's session passed two-factor authentication.</summary>
    public bool TwoFactorPassed { get; set; }

    public override string IdFor(string appId) => Id;
}

/// <summary>An access token. The value is here because this is Meta's own disk.</summary>
public sealed class Token
{
    public required string Value { get; init; }

    /// <summary><c>SYSTEM_USER</c>, <c>USER</c> or <c>PAGE</c>.</summary>
    public required string Type { get; init; }

    public required string AppId { get; init; }

    /// <summary>A system user's key, or a person's own Facebook id.</summary>
    public required string UserId { get; init; }

    public string? BusinessId { get; init; }

    /// <summary>The Page of a PAGE token.</summary>
    public string? ProfileId { get; init; }

    public List<string> Scopes { get; init; } = [];

    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When it dies, or died, by a revoke; null: it wasn't revoked.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The error_subcode that a revoked token answers with.</summary>
    public int RevokedSubcode { get; set; } = 467;
}

[JsonConverter(typeof(JsonStringEnumConverter<AssetKind>))]
public enum AssetKind
{
    AdAccount,
    Page,
    ProductCatalog,
    Pixel,
    WhatsAppBusinessAccount,
    InstagramAccount,
}

/// <summary>Something that tasks can be assigned on. An asset group is an <see cref="AssetGroup"/>.</summary>
public sealed class Asset
{
    /// <summary>The node's id: <c>act_…</c> for an ad account.</summary>
    public required string Id { get; init; }

    public required AssetKind Kind { get; init; }

    public required string Name { get; set; }

    public required string OwnerId { get; init; }

    /// <summary>Businesses that it is shared to → the tasks that they may hand on (null: all of the kind).</summary>
    public Dictionary<string, string[]?>? Clients { get; set; }

    /// <summary>Values of fields that differ from the kind's usual ones.</summary>
    public Dictionary<string, string>? Facts { get; init; }

    public long Order { get; init; }
}

/// <summary>Tasks of one member on one asset, as unpacked.</summary>
[JsonConverter(typeof(GrantConverter))]
public sealed record Grant(string[] Tasks, DateTimeOffset Since);

/// <summary>All direct grants of one member: asset id → grant. One journal line, however many there are.</summary>
public sealed class MemberGrants
{
    public required string MemberId { get; init; }

    public Dictionary<string, Grant> ByAsset { get; init; } = [];
}

/// <summary>Assets under one name; whoever is in it has its tasks on what it contains, by kind.</summary>
public sealed class AssetGroup
{
    public required string Id { get; init; }

    public required string BusinessId { get; init; }

    public required string Name { get; set; }

    public List<string> Contained { get; init; } = [];

    /// <summary>Member id → parameter name (<c>adaccount_tasks</c>, …) → tasks.</summary>
    public Dictionary<string, Dictionary<string, string[]>> Members { get; init; } = [];
}

/// <summary>Another business that works for this one (agency), or that this one works for (client).</summary>
public sealed record Partner(string BusinessId, string PartnerId, string Relation);

/// <summary>A line of an ad account's activity history.</summary>
public sealed record Activity(
    string AccountId,
    DateTimeOffset Time,
    string Type,
    string ActorId,
    string ActorName,
    string ObjectId,
    string ObjectName
);
