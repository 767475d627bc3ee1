using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;

namespace SystemUserManager.Web.Pages.Findings;

/// <summary>A page about one finding: shows it, or that it isn't there.</summary>
public abstract class FindingPage(FindingDetailQueries findings) : PageModel
{
    /// <summary>There whenever the page is shown.</summary>
    public FindingDetail Detail { get; private set; } = null!;

    public Finding Finding => Detail.Finding;

    /// <summary>A local path.</summary>
    public string Path => $"/Findings/{Finding.Id}";

    public virtual Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    protected async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await findings.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }
}
