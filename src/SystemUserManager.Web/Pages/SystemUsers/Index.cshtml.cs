using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class IndexModel(
    SystemUserQueries systemUsers,
    AdoptionQueries adoptions,
    PortfolioQueries portfolios,
    LabelQueries labels,
    ReadStandingQueries standings,
    CurrentUser user
) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true, Name = "portfolio")]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true, Name = "origin")]
    public SystemUserOrigin? Origin { get; set; }

    /// <summary>"none": only those nobody answers for; "mine": the asker's own; "left": those whose owner left.</summary>
    [BindProperty(SupportsGet = true, Name = "owner")]
    public string? Owner { get; set; }

    /// <summary>"admin": only admins.</summary>
    [BindProperty(SupportsGet = true, Name = "role")]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public Page<SystemUserRow> Rows { get; private set; } = new([], null);

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    /// <summary>How many found ones nobody adopted and this user could.</summary>
    public int Found { get; private set; }

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public bool IsFiltered =>
        !string.IsNullOrWhiteSpace(Label)
        || !string.IsNullOrWhiteSpace(Search)
        || PortfolioId is not null
        || Origin is not null
        || Owner is "none" or "mine" or "left"
        || Role == "admin";

    public bool MayConnect => user.MayEverywhere(SystemUserManager.People.Role.Administrator);

    public string? WhyNotCreate =>
        user.Holds(SystemUserManager.People.Role.Administrator) ? null : "Only administrators create system users.";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var filter = new SystemUserFilter
        {
            Search = Search,
            PortfolioId = PortfolioId,
            Origin = Origin,
            Owner = Owner switch
            {
                "none" => OwnersShown.Nobody,
                "left" => OwnersShown.Left,
                "mine" => OwnersShown.Mine,
                _ => null,
            },
            AdminsOnly = Role == "admin",
            Label = Label,
        };
        Rows = await systemUsers.ListAsync(filter, After, cancellationToken);
        Found = await adoptions.CountFoundAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Standing = await standings.FindAsync(ReadStandingQueries.OfSystemUsers, PortfolioId, Label, cancellationToken);
    }
}
