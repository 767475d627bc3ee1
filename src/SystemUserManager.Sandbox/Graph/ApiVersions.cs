using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Versions of the Graph API and until when each answers under its own name.</summary>
internal static partial class ApiVersions
{
    public const string Latest = "v26.0";

    private static readonly (string Name, DateOnly? Until)[] Known =
    [
        ("v17.0", new DateOnly(2025, 9, 12)),
        ("v18.0", new DateOnly(2026, 1, 26)),
        ("v19.0", new DateOnly(2026, 5, 21)),
        ("v20.0", new DateOnly(2026, 9, 24)),
        ("v21.0", new DateOnly(2027, 1, 21)),
        ("v22.0", new DateOnly(2027, 5, 20)),
        ("v23.0", new DateOnly(2027, 10, 8)),
        ("v24.0", new DateOnly(2028, 2, 18)),
        ("v25.0", new DateOnly(2028, 7, 29)),
        (Latest, null),
    ];

    /// <summary>Takes the version off the path: null when the path names none.</summary>
    public static string? Split(string path, out string rest)
    {
        var match = Segment().Match(path);
        rest = match.Success ? path[match.Length..] : path;
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>The version that serves: an expired one is served by the oldest that is usable, and so is none.</summary>
    /// <exception cref="GraphError">2500, when there is no such version.</exception>
    public static string Serving(string? asked, string rest, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var index = asked is null ? 0 : Array.FindIndex(Known, version => version.Name == asked);
        if (index < 0)
            throw Errors.UnknownPath(rest);
        while (Known[index].Until < today)
            index++;
        return Known[index].Name;
    }

    [GeneratedRegex(@"^/(v\d+\.\d+)(?=/|$)")]
    private static partial Regex Segment();
}
