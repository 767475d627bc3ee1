using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Settings.People;

/// <summary>A page about one account: shows it, or that it isn't there.</summary>
public abstract class AccountPage(PeopleQueries people) : PageModel
{
    protected PeopleQueries People { get; } = people;

    /// <summary>There whenever the page is shown.</summary>
    public AccountRow Row { get; private set; } = null!;

    public virtual Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    protected async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await People.FindAsync(id, cancellationToken) is not { } row)
            return NotFound();
        Row = row;
        return Page();
    }

    /// <summary>After an act: back to the account, which says what was done.</summary>
    protected IActionResult Told(long id, string message)
    {
        TempData["Message"] = message;
        return RedirectToPage("/Settings/People/Details", new { id });
    }
}
