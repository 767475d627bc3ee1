using MetaGraph.Tokens;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <summary>What the form asks for.</summary>
public sealed record CreateSystemUserRequest
{
    public required ActRequest Act { get; init; }
    public required long PortfolioId { get; init; }
    public required string Name { get; init; }
    public required string Tool { get; init; }
    public string? RunsAt { get; init; }
    public string? Contact { get; init; }
    public required TokenDelivery Delivery { get; init; }
    public required string Purpose { get; init; }
    public required IntegrationEnvironment Environment { get; init; }
    public required TypedPerson Owner { get; init; }

    /// <summary>null: none named.</summary>
    public TypedPerson? Successor { get; init; }

    /// <summary>May be empty: a system user without assets.</summary>
    public required IReadOnlyList<AskedGrant> Grants { get; init; }

    /// <summary>Meta's names; at least one.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }
    public required TokenLifetime Lifetime { get; init; }

    /// <summary>Required where the token never expires.</summary>
    public string? NeverReason { get; init; }

    /// <summary>The key of a purpose preset; null: none is chosen.</summary>
    public string? Preset { get; init; }

    /// <summary>Required where a grant goes beyond the preset.</summary>
    public string? GrantsWhy { get; init; }

    /// <summary>Required where a scope goes beyond the preset.</summary>
    public string? ScopesWhy { get; init; }
}

/// <summary>One asset and what may be done there; tasks by Meta's names.</summary>
public sealed record AskedGrant(long AssetId, IReadOnlyList<string> Tasks);

/// <summary>What the operation carries: the request, checked and with its people found.</summary>
public sealed record CreateSystemUserInput
{
    public required string Name { get; init; }
    public required string Tool { get; init; }
    public string? RunsAt { get; init; }
    public string? Contact { get; init; }
    public required TokenDelivery Delivery { get; init; }
    public required string Purpose { get; init; }
    public required IntegrationEnvironment Environment { get; init; }
    public required long OwnerId { get; init; }
    public long? SuccessorId { get; init; }
    public required IReadOnlyList<AskedGrant> Grants { get; init; }
    public required string SecretName { get; init; }
    public required TokenRequest Token { get; init; }
    public string? Preset { get; init; }

    /// <summary>Why the grants on these assets go beyond the preset; empty: none does.</summary>
    public IReadOnlyDictionary<long, string> GrantsWhy { get; init; } = new Dictionary<long, string>();
}

/// <summary>The token that is asked for.</summary>
public sealed record TokenRequest(IReadOnlyList<string> Scopes, TokenLifetime Lifetime, string? NeverReason)
{
    /// <summary>Why they go beyond the purpose preset; null: they don't.</summary>
    public string? ScopesWhy { get; init; }
}
