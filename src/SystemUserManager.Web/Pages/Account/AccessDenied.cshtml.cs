using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>
/// Shown under the address that was refused (see <see cref="Security.RefusalHandler"/>), whatever the method was; it
/// changes nothing.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class AccessDeniedModel : PageModel
{
    public void OnGet() => Response.StatusCode = StatusCodes.Status403Forbidden;

    public void OnPost() => OnGet();
}
