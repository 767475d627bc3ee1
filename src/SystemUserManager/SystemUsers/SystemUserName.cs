using System.Text.RegularExpressions;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>What a name must be like so that a stranger knows from it what the integration is.</summary>
public static partial class SystemUserName
{
    public const int MinLength = 5;

    public const int MaxLength = 60;

    /// <summary>Words that say nothing of what an integration does. A name of these alone is refused.</summary>
    public static readonly IReadOnlySet<string> VagueWords = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "test",
        "user",
        "system",
        "api",
        "new",
        "temp",
        "bot",
        "token",
        "admin",
    };

    /// <summary>What is wrong with it, in a sentence; null: nothing.</summary>
    public static string? FindProblem(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.Length is < MinLength or > MaxLength)
            return $"A name has {MinLength} to {MaxLength} characters; this one has {trimmed.Length}.";
        if (!AllowedCharacters().IsMatch(trimmed))
            return "A name has letters, digits, spaces, and - _ . only.";
        var words = Words(trimmed);
        if (words.Count < 2)
            return "A name has at least two words, such as \"northwind ads reporting\".";
        return words.All(IsVagueWord)
            ? $"\"{trimmed}\" doesn't say what the integration is. Name the company or tool and what it does, such as \"northwind ads reporting\"."
            : null;
    }

    /// <summary>True if nobody can tell from it what the integration is: one word, or only words that say nothing.</summary>
    public static bool IsVague(string name)
    {
        var words = Words(name.Trim());
        return words.Count < 2 || words.All(IsVagueWord);
    }

    /// <summary>
    /// True if two names are so alike that one may be meant for the other: the same words in another order, or at most
    /// two letters apart.
    /// </summary>
    public static bool AreAlike(string one, string other)
    {
        var (a, b) = (Letters(one), Letters(other));
        if (a == b)
            return true;
        if (
            Words(SortKey.Of(one))
                .Order(StringComparer.Ordinal)
                .SequenceEqual(Words(SortKey.Of(other)).Order(StringComparer.Ordinal))
        )
            return true;
        return Math.Abs(a.Length - b.Length) <= 2 && Math.Min(a.Length, b.Length) >= 6 && Distance(a, b) <= 2;
    }

    private static bool IsVagueWord(string word) =>
        VagueWords.Contains(word)
        || word.All(char.IsDigit)
        || VagueWords.Contains(word.TrimEnd("0123456789".ToCharArray()));

    private static List<string> Words(string name) => [.. WordBreak().Split(name).Where(w => w.Length > 0)];

    private static string Letters(string name) => string.Concat(SortKey.Of(name).Where(char.IsLetterOrDigit));

    /// <summary>Levenshtein's edit distance.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        var current = new int[b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }

    [GeneratedRegex(@"^[\p{L}\p{M}\p{Nd} ._-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AllowedCharacters();

    [GeneratedRegex(@"[ ._-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordBreak();
}
