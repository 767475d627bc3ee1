using System.Globalization;

namespace SystemUserManager.Tokens;

/// <summary>
/// The tags on every version that we write; readable by whoever may list secrets, so they hold none. Nothing without
/// our managed-by tag is ever touched, save the versions that hold a token being revoked.
/// </summary>
internal sealed record VaultTags(string BusinessId, string SystemUserId, long TokenId, long OperationId, Guid Attempt)
{
    public const string ManagedByValue = "system-user-manager";

    /// <summary>True where this product wrote the version.</summary>
    public static bool AreOurs(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue("managed-by", out var tag) && tag == ManagedByValue;

    public Dictionary<string, string> ToDictionary() =>
        new(StringComparer.Ordinal)
        {
            ["managed-by"] = ManagedByValue,
            ["portfolio"] = BusinessId,
            ["system-user"] = SystemUserId,
            ["token"] = TokenId.ToString(CultureInfo.InvariantCulture),
            ["op"] = OperationId.ToString(CultureInfo.InvariantCulture),
            ["attempt"] = Attempt.ToString("N"),
        };
}
