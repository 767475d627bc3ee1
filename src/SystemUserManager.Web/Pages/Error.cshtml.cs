using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages;

/// <summary>
/// What is shown for a surprise. It answers any method, because the failed request is run again under this path with the
/// method it had; a form without its token must not fail a second time here.
/// </summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    /// <summary>The request id in the log's lines and the audit rows of this request.</summary>
    public string Reference => HttpContext.TraceIdentifier;
}
