using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.People;

public sealed class LeftModel(OwnedQueries people, MarkLeft markLeft) : PageModel
{
    [BindProperty]
    public LeftInput Input { get; set; } = new();

    public PersonDetail Detail { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await markLeft.RunAsync(new(Input.ToAct(), id, Input.HasLeft), cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = Input.HasLeft
            ? $"{result.Value.Name} left. Hand over what they own."
            : $"{result.Value.Name} is here.";
        return RedirectToPage("/People/Details", new { id });
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }

    public sealed class LeftInput : ActInput
    {
        public bool HasLeft { get; set; }
    }
}
