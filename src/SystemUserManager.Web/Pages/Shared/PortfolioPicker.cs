using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>One portfolio of those that there are: a list to choose from, or where there are many, one that is searched.</summary>
/// <param name="Name">Of the field that is sent.</param>
/// <param name="Nothing">What it is called when none is chosen: "All portfolios".</param>
/// <param name="Required">One has to be chosen.</param>
public sealed record PortfolioPicker(
    string Name,
    IReadOnlyList<PortfolioOption> Options,
    long? Chosen,
    string Nothing = "All",
    bool Required = false
)
{
    /// <summary>More than these are searched.</summary>
    public const int MostInSelect = 15;

    public string Id => Name.Replace('.', '_');

    public bool IsSearched => Options.Count > MostInSelect;

    public static IReadOnlyList<PortfolioOption> OptionsOf(IEnumerable<PortfolioRow> rows) =>
        [.. rows.Select(r => new PortfolioOption(r.Id, r.Name, r.BusinessId, CanAct: false, r.DisconnectedAt))];

    public string ChosenInWords => Options.FirstOrDefault(o => o.Id == Chosen)?.Name ?? Nothing;
}
