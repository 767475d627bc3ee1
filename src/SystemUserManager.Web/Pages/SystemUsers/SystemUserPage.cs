using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>A page about one system user: shows it, or that it isn't there.</summary>
public abstract class SystemUserPage(SystemUserQueries systemUsers) : PageModel
{
    /// <summary>There whenever the page is shown.</summary>
    public SystemUserDetail Detail { get; private set; } = null!;

    public SystemUser SystemUser => Detail.SystemUser;

    public virtual Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    protected async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await systemUsers.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        await ReadAsync(cancellationToken);
        return Page();
    }

    /// <summary>What the page shows besides.</summary>
    protected virtual Task ReadAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
