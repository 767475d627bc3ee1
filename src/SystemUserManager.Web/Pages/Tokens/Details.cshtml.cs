using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.Tokens;

public sealed class DetailsModel(TokenQueries tokens) : PageModel
{
    public TokenDetail Detail { get; private set; } = null!;

    public bool IsDead => Detail.Token.State is TokenState.Revoked or TokenState.Expired;

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await tokens.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }
}
