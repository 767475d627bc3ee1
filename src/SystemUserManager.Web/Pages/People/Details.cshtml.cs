using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.People;

public sealed class DetailsModel(
    OwnedQueries people,
    BusinessPeopleQueries listed,
    FindingQueries findings,
    CurrentUser user
) : PageModel
{
    public PersonDetail Detail { get; private set; } = null!;

    /// <summary>null: this user may.</summary>
    public string? WhyNotLeft =>
        user.MayEverywhere(Role.Administrator) ? null : "An administrator of all portfolios says who left.";

    /// <summary>null: this user may.</summary>
    public string? WhyNotAccount =>
        user.MayEverywhere(Role.Administrator) ? null : "An administrator of all portfolios says whose an account is.";

    /// <summary>null: this user may.</summary>
    public string? WhyNotMatch =>
        user.Holds(Role.Administrator) ? null : "An administrator of the portfolio says who somebody is at Meta.";

    public IReadOnlyList<ListedPerson> Matches { get; private set; } = [];

    /// <summary>About what they answer for; the worst ones where there are very many.</summary>
    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    public int Proposed { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        Findings = await findings.OfPersonAsync(id, cancellationToken);
        Matches = await listed.MatchesAsync(id, cancellationToken);
        Proposed = Matches.Count > 0 ? 0 : (await listed.ProposedAsync(id, cancellationToken)).Count;
        return Page();
    }
}
