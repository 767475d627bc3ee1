using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.People;

public sealed class DetailsModel(OwnedQueries people, CurrentUser user) : PageModel
{
    public PersonDetail Detail { get; private set; } = null!;

    /// <summary>null: this user may.</summary>
    public string? WhyNotLeft =>
        user.MayEverywhere(Role.Administrator) ? null : "An administrator of all portfolios says who left.";

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }
}
