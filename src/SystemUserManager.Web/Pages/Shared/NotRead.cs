using SystemUserManager.Findings;
using SystemUserManager.Web.Pages.Portfolios;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What wasn't read to its end, in words.</summary>
public static class NotRead
{
    private const int Named = 4;

    /// <summary>"Apps, owned of Northwind", "12 parts of Contoso"; of a list over one portfolio without its name.</summary>
    public static IReadOnlyList<string> InWords(IEnumerable<UnreadPart> parts, bool several)
    {
        string Of(string what, string portfolio) => several ? $"{what} of {portfolio}" : what;
        return
        [
            .. parts
                .GroupBy(p => p.PortfolioName)
                .SelectMany(p =>
                    p.Count() > Named
                        ? [Of($"{p.Count()} parts", p.Key)]
                        : p.Select(x => Of(Edges.InWords(x.Edge), p.Key))
                ),
        ];
    }
}
