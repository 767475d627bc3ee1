using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The limits of a vault, as documented; each breach is a 400 BadParameter.</summary>
internal static partial class SecretRules
{
    public const int MaximumValueBytes = 25 * 1024;
    public const int MaximumContentType = 255;
    public const int MaximumTags = 15;
    public const int MaximumTagLength = 512;
    public const int MaximumPage = 25;

    public static string Name(string? name) =>
        name is not null && NamePattern().IsMatch(name)
            ? name
            : throw VaultRefusal.BadParameter($"The request URI contains an invalid name: {name}");

    public static string Version(string version) =>
        VersionPattern().IsMatch(version)
            ? version
            : throw VaultRefusal.BadParameter($"The request URI contains an invalid version: {version}");

    public static string Value(string? value)
    {
        if (value is null)
            throw VaultRefusal.BadParameter("Property value is required.");
        if (Encoding.UTF8.GetByteCount(value) > MaximumValueBytes)
            throw VaultRefusal.BadParameter($"Property value exceeds {MaximumValueBytes} bytes.");
        return value;
    }

    public static void Check(SecretParameters parameters)
    {
        if (parameters.ContentType?.Length > MaximumContentType)
            throw VaultRefusal.BadParameter($"Property contentType exceeds {MaximumContentType} characters.");
        if (parameters.Tags is not { } tags)
            return;
        if (tags.Count > MaximumTags)
            throw VaultRefusal.BadParameter($"A secret has at most {MaximumTags} tags.");
        if (
            tags.Any(tag =>
                tag.Key.Length > MaximumTagLength || tag.Value is null || tag.Value.Length > MaximumTagLength
            )
        )
            throw VaultRefusal.BadParameter($"Names and values of tags have at most {MaximumTagLength} characters.");
    }

    public static int PageSize(string? maxResults) =>
        maxResults is null ? MaximumPage
        : int.TryParse(maxResults, out var size) && size is >= 1 and <= MaximumPage ? size
        : throw VaultRefusal.BadParameter($"Invalid maxresults: {maxResults}. It must be between 1 and {MaximumPage}.");

    /// <summary>The key of the last item of the page before, which the token carries.</summary>
    public static string? SkipToken(string? token)
    {
        if (token is null)
            return null;
        return Base64Url.IsValid(token)
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token))
            : throw VaultRefusal.BadParameter("Invalid $skiptoken.");
    }

    public static string ToSkipToken(string lastKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastKey));

    [GeneratedRegex("^[0-9a-zA-Z-]{1,127}\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-fA-F]{32}\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
