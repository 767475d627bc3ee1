using System.Text.RegularExpressions;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <summary>What a system user with a wrong name might be called. A person decides.</summary>
internal static partial class ProposedName
{
    /// <summary>What the record calls it; otherwise the beginning of what it is for, in words. null: neither is a name.</summary>
    public static string? Of(SystemUser systemUser)
    {
        if (systemUser.ConfirmedName is { } meant && meant != systemUser.Name && IsName(meant))
            return meant;
        return systemUser.Purpose is { } purpose && FromPurpose(purpose) is { } name && IsName(name) ? name : null;
    }

    private static bool IsName(string name) => SystemUserName.FindProblem(name) is null;

    private static string FromPurpose(string purpose)
    {
        var name = "";
        foreach (Match word in Words().Matches(purpose))
        {
            var longer = name.Length == 0 ? word.Value : $"{name} {word.Value}";
            if (longer.Length > SystemUserName.MaxLength)
                break;
            name = longer;
        }

        return name.ToLowerInvariant();
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
