using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Apps;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Apps;

public sealed class RemoveModel(PortfolioAppQueries apps, RemoveApp remove) : PageModel
{
    [BindProperty]
    public RemoveInput Input { get; set; } = new();

    public PortfolioAppDetail Detail { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        var removed = await remove.RunAsync(new(Input.ToAct(), id), cancellationToken);
        if (removed.Succeeded)
        {
            TempData["Message"] = $"{Detail.App.Name} was removed. Nothing is read or done through it any more.";
            return RedirectToPage("/Portfolios/Details", new { id = removed.Value });
        }

        this.Show(removed.Problems);
        return Page();
    }

    private async Task<bool> ReadAsync(long id, CancellationToken cancellationToken)
    {
        if (await apps.FindAsync(id, cancellationToken) is not { } detail)
            return false;
        Detail = detail;
        return true;
    }

    public sealed class RemoveInput : ActInput;
}
