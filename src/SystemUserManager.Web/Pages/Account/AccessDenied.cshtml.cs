using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>
/// Shown under the address that was refused (see <see cref="Security.RefusalHandler"/>), whatever the method was; it
/// changes nothing.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class AccessDeniedModel(PeopleQueries people, CurrentUser user) : PageModel
{
    /// <summary>The roles of somebody whose labels no portfolio carries, in words; null: somebody else.</summary>
    public string? SeesNothing { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        if (user.IsSignedIn && !user.Holds(Role.Auditor))
            SeesNothing = await people.FindAsync(user.AccountId, cancellationToken) is { SeesNothing: true } row
                ? row.RolesInWords
                : null;
    }

    public Task OnPostAsync(CancellationToken cancellationToken) => OnGetAsync(cancellationToken);
}
