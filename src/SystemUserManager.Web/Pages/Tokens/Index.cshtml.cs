using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.Tokens;

/// <summary>All tokens that are known, those that end first on top.</summary>
public sealed class IndexModel(
    TokenListQueries tokens,
    PortfolioQueries portfolios,
    LabelQueries labels,
    CurrentUser user
) : PageModel
{
    public const string AnyState = "any";
    public const string Never = "never";

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    /// <summary>A <see cref="TokenState"/>, or "any"; empty: those that aren't dead.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary>Meta's id of an app.</summary>
    [BindProperty(SupportsGet = true)]
    public string? App { get; set; }

    [BindProperty(SupportsGet = true)]
    public OwnersShown? Owner { get; set; }

    /// <summary>A number of days, or "never"; empty: whenever.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Ends { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public Page<TokenRow> Rows { get; private set; } = new([], null);

    /// <summary>Of all that fit the filter, not of this page alone.</summary>
    public TokenChecks Checks { get; private set; } = new(null, 0);

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public IReadOnlyList<TokenApp> Apps { get; private set; } = [];

    public bool IsFiltered => Filter != new TokenFilter();

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    /// <summary>The portfolio whose vault can be looked through for more; null: none, or it has to be chosen first.</summary>
    public long? SecretsOf =>
        Portfolios.Where(p => PortfolioId is null || p.Id == PortfolioId).ToList() is [var one]
        && user.May(Role.Administrator, one.Id)
            ? one.Id
            : null;

    public bool MayRegister => user.Holds(Role.Administrator);

    public TokenFilter Filter =>
        new()
        {
            Search = Given(Search),
            PortfolioId = PortfolioId,
            Label = Given(Label),
            State = Enum.TryParse<TokenState>(State, out var state) && Enum.IsDefined(state) ? state : null,
            DeadToo = State == AnyState,
            AppId = Given(App),
            Owner = Owner,
            EndsWithinDays =
                int.TryParse(Ends, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3650
                    ? days
                    : null,
            NeverEnds = Ends == Never,
        };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Rows = await tokens.ListAsync(Filter, After, cancellationToken);
        Checks = await tokens.ChecksAsync(Filter, cancellationToken);
        Apps = await tokens.AppsAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
