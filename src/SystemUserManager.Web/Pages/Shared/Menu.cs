using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>
/// One entry of the menu. It is shown to those who hold <paramref name="For"/> on some portfolio, or, with
/// <paramref name="OnAllPortfolios"/>, on all of them.
/// </summary>
public sealed record MenuItem(string Text, string Path, Role For = Role.Auditor, bool OnAllPortfolios = false)
{
    public bool IsOpenTo(CurrentUser user) => OnAllPortfolios ? user.MayEverywhere(For) : user.Holds(For);

    /// <summary>True on the entry's own page and on those below it.</summary>
    public bool IsAt(PathString path) =>
        Path == "/" ? path == "/" || !path.HasValue : path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where one can go from everywhere. The pages and queries decide who may; the menu only leaves out what they refuse.</summary>
public static class Menu
{
    private static readonly MenuItem[] AllFirst =
    [
        new("Home", "/"),
        new("System users", "/SystemUsers"),
        new("Asset grants", "/Grants"),
        new("Findings", "/Findings"),
    ];

    private static readonly MenuItem[] AllMore =
    [
        new("Portfolios", "/Portfolios"),
        new("Tokens", "/Tokens"),
        new("Assets", "/Assets"),
        new("Partners", "/Partners"),
        new("People and teams", "/People"),
        new("Reviews", "/Reviews"),
        new("Operations", "/Operations"),
        new("Audit log", "/Audit"),
    ];

    private static readonly MenuItem[] AllLast =
    [
        new("Settings", "/Settings", Role.Administrator, OnAllPortfolios: true),
    ];

    public static IReadOnlyList<MenuItem> First(CurrentUser user) => OpenTo(user, AllFirst);

    /// <summary>Under "More" where the bar is wide; in line with the others where it is folded.</summary>
    public static IReadOnlyList<MenuItem> More(CurrentUser user) => OpenTo(user, AllMore);

    public static IReadOnlyList<MenuItem> Last(CurrentUser user) => OpenTo(user, AllLast);

    private static MenuItem[] OpenTo(CurrentUser user, MenuItem[] items) => [.. items.Where(i => i.IsOpenTo(user))];
}
