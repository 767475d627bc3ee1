using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Apps;
using SystemUserManager.Findings;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Apps;

public sealed class DetailsModel(PortfolioAppQueries apps, FindingQueries findings, CurrentUser user) : PageModel
{
    public PortfolioAppDetail Detail { get; private set; } = null!;

    /// <summary>Open ones about the token that this app's calls are made with.</summary>
    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    public IReadOnlyList<AppScopedRow> NotJoined => [.. Detail.SystemUsers.Where(s => s.Seen.SystemUserId is null)];

    /// <summary>null: this user may change something here.</summary>
    public string? WhyNot =>
        user.May(Role.Administrator, Detail.Portfolio.Id) ? null : "An administrator of this portfolio does that.";

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await apps.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        Findings = await findings.OfAppAsync(detail.Portfolio.Id, detail.App.AppId, cancellationToken);
        return Page();
    }
}
