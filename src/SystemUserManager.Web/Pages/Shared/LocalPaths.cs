using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>Where a page goes on to when the address says so.</summary>
public static class LocalPaths
{
    /// <summary>To a path of this site; to Home where it is none, or leads elsewhere.</summary>
    public static IActionResult GoOnTo(this PageModel page, string? path) =>
        page.LocalRedirect(page.Url.IsLocalUrl(path) ? path : "~/");
}
