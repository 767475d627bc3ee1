using SystemUserManager.Operations;

namespace SystemUserManager.SystemUsers;

/// <summary>What the form asks for: the wanted state, and what its asker saw when deciding.</summary>
public sealed record ChangeAccessRequest
{
    public required ActRequest Act { get; init; }
    public required long SystemUserId { get; init; }

    /// <summary>Every asset that it shall reach from now on, asset groups apart.</summary>
    public required IReadOnlyList<AskedGrant> Wanted { get; init; }

    /// <summary>What it reached as the form showed it: what changed since then is noticed.</summary>
    public required IReadOnlyList<AskedGrant> Saw { get; init; }

    /// <summary>The key of a purpose preset; null: none is chosen, the record keeps what it has.</summary>
    public string? Preset { get; init; }

    /// <summary>Required where a changed grant newly goes beyond the preset; the record keeps the sentences of the others.</summary>
    public string? Why { get; init; }

    /// <summary>Needed where the system user was found and nobody here answers for it yet.</summary>
    public AdoptionRequest Adoption { get; init; } = AdoptionRequest.None;
}

/// <summary>What the operation carries: the request, checked, as the changes that it comes to.</summary>
public sealed record ChangeAccessInput
{
    public required IReadOnlyList<ChangedGrant> Changes { get; init; }
    public string? Preset { get; init; }
}

/// <summary>One asset to be changed.</summary>
/// <param name="Before">Tasks as a <see cref="Grants.TaskSet"/>; null: not reached.</param>
/// <param name="After">Empty: to be taken away.</param>
/// <param name="Why">Why it goes beyond the preset; null: it doesn't.</param>
public sealed record ChangedGrant(long AssetId, string? Before, IReadOnlyList<string> After, string? Why)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsAdded => Before is null;

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRemoved => After.Count == 0;
}
