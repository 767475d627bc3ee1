using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>Where a one-time link leads. Open to everybody: whoever holds the link sees what it asks, and nothing of anything else.</summary>
public sealed class ConfirmModel(ConfirmConsumer confirm) : PageModel
{
    /// <summary>null: the link isn't valid (any more).</summary>
    public ConfirmationAsked? Asked { get; private set; }

    public bool IsDone { get; private set; }

    public string? Tool { get; private set; }

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellationToken)
    {
        Asked = await confirm.FindByLinkAsync(code, cancellationToken);
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancellationToken)
    {
        var result = await confirm.ByLinkAsync(code, cancellationToken);
        (IsDone, Tool) = (result.Succeeded, result.Value?.Tool);
        return Shown();
    }

    private PageResult Shown()
    {
        if (Asked is null && !IsDone)
            Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
