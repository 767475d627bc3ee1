using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.Tokens;

public sealed class DetailsModel(TokenQueries tokens, FindingQueries findings) : PageModel
{
    public TokenDetail Detail { get; private set; } = null!;

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await tokens.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        Findings = await findings.OfTokenAsync(id, cancellationToken);
        return Page();
    }
}
