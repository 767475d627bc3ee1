using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Apps;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Apps;

public sealed class JoinModel(PortfolioAppQueries apps, JoinSystemUser join) : PageModel
{
    [BindProperty]
    public JoinInput Input { get; set; } = new();

    public JoinChoice Choice { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        Input.SystemUserId = Choice.Seen.SystemUserId;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        var joined = await join.RunAsync(new(Input.ToAct(), id, Input.SystemUserId), cancellationToken);
        if (joined.Succeeded)
        {
            TempData["Message"] = Input.SystemUserId is null
                ? $"{Choice.Seen.Name} is none that is known here."
                : $"It is known now which one {Choice.Seen.Name} is.";
            return RedirectToPage("/Apps/Details", new { id = joined.Value });
        }

        this.Show(joined.Problems);
        return Page();
    }

    private async Task<bool> ReadAsync(long id, CancellationToken cancellationToken)
    {
        if (await apps.FindChoiceAsync(id, cancellationToken) is not { } choice)
            return false;
        Choice = choice;
        return true;
    }

    public sealed class JoinInput : ActInput
    {
        public long? SystemUserId { get; set; }
    }
}
