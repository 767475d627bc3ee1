using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>A page that asks for an act on one system user: shows its form, or that it isn't there.</summary>
public abstract class SystemUserActPage(SystemUserActQueries queries, OwnerQueries owners) : PageModel
{
    private const int PeopleSuggested = 500;

    /// <summary>There whenever the page is shown.</summary>
    public SystemUserActs Acts { get; private set; } = null!;

    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    protected async Task<IActionResult> ShowAsync(
        long id,
        IReadOnlyList<Problem> problems,
        CancellationToken cancellationToken
    )
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        if (problems.Count > 0)
            this.Show(AdoptionInput.AtFields(problems));
        return Page();
    }

    /// <summary>False: it isn't there, or not to be seen by this user.</summary>
    protected async Task<bool> ReadAsync(long id, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } acts)
            return false;
        Acts = acts;
        // What the page shows now is what it sends, also after it was refused.
        ModelState.Remove("Input.SawAtMeta");
        ViewData["ShownAtMeta"] = acts.ShownAtMeta;
        People = await owners.OptionsAsync(PeopleSuggested, cancellationToken);
        return true;
    }

    protected async Task<IActionResult> AnswerAsync(long id, Result<long> asked, CancellationToken cancellationToken) =>
        asked.Succeeded
            ? LocalRedirect($"~/Operations/{asked.Value}")
            : await ShowAsync(id, asked.Problems, cancellationToken);
}
