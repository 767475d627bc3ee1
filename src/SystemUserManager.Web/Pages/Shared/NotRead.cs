using SystemUserManager.Findings;
using SystemUserManager.Web.Pages.Portfolios;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What wasn't read to its end, in words.</summary>
public static class NotRead
{
    private const int Named = 4;

    /// <summary>"Apps, owned of Northwind", "12 parts of Contoso"; of a list over one portfolio without its name.</summary>
    /// <param name="now">With it each says how old what is shown of it is: "People (last 3 days ago)"; null: none does.</param>
    public static IReadOnlyList<string> InWords(IEnumerable<UnreadPart> parts, bool several, DateTimeOffset? now = null)
    {
        string Of(string what, string portfolio) => several ? $"{what} of {portfolio}" : what;
        string Last(DateTimeOffset? since, string which) =>
            now is { } then && since is { } at ? $" ({which} {TimeWords.Relative(at, then)})" : "";
        // Min passes over those that were never read.
        static DateTimeOffset? OldestOf(IEnumerable<UnreadPart> all) =>
            all.Any(p => p.Since is null) ? null : all.Min(p => p.Since);
        return
        [
            .. parts
                .GroupBy(p => p.PortfolioName)
                .SelectMany(p =>
                    p.Count() > Named
                        ? [Of($"{p.Count()} parts", p.Key) + Last(OldestOf(p), "the oldest")]
                        : p.Select(x => Of(Edges.InWords(x.Edge), p.Key) + Last(x.Since, "last"))
                ),
        ];
    }
}
