using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Findings;

public sealed class IndexModel(
    FindingListQueries findings,
    PortfolioQueries portfolios,
    LabelQueries labels,
    CurrentUser user
) : PageModel
{
    public const string AnyState = "any";
    private const int OwnersShown = 500;

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public FindingSeverity? Severity { get; set; }

    [BindProperty(SupportsGet = true)]
    public FindingKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    /// <summary>"mine", "none", or the id of a person.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Owner { get; set; }

    /// <summary>A <see cref="FindingState"/>, or "any"; empty: open ones.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public Page<FindingRow> Rows { get; private set; } = new([], null);

    public int Count { get; private set; }

    public ComparisonStanding Standing { get; private set; } = new(false, null, []);

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public IReadOnlyList<OwnerOption> Owners { get; private set; } = [];

    public bool IsFiltered =>
        !string.IsNullOrWhiteSpace(Search)
        || Severity is not null
        || Kind is not null
        || PortfolioId is not null
        || !string.IsNullOrWhiteSpace(Label)
        || !string.IsNullOrEmpty(Owner)
        || Filter.State != FindingState.Open;

    /// <summary>Several can be answered in one go; resolved ones can't be answered.</summary>
    public bool MayAnswer => user.Holds(Role.Offboarder) && Filter.State != FindingState.Resolved;

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    public FindingFilter Filter =>
        new()
        {
            Search = Search,
            Severity = Severity,
            Kind = Kind,
            PortfolioId = PortfolioId,
            Label = Label,
            Mine = Owner == "mine",
            WithoutOwner = Owner == "none",
            OwnerId = long.TryParse(Owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
            State =
                State == AnyState ? null
                : Enum.TryParse<FindingState>(State, out var state) ? state
                : FindingState.Open,
        };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Rows = await findings.ListAsync(Filter, After, cancellationToken);
        Count = await findings.CountAsync(Filter, cancellationToken);
        Standing = await findings.StandingAsync(PortfolioId, Label, cancellationToken);
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Owners = await findings.OwnersAsync(OwnersShown, cancellationToken);
    }
}
