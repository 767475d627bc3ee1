using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.People;

public sealed class AccountModel(OwnedQueries people, PeopleQueries accounts, MatchAccount match) : PageModel
{
    [BindProperty]
    public AccountInput Input { get; set; } = new();

    public PersonDetail Detail { get; private set; } = null!;

    /// <summary>That one of them can be said to be theirs; empty where they have one.</summary>
    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await match.RunAsync(new(Input.ToAct(), id, Input.AccountId, Input.IsMatch), cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = Input.IsMatch
            ? $"The account is {result.Value}'s: whoever signs in with it answers for what they own."
            : $"The account isn't {result.Value}'s any more. What they own stays theirs.";
        return RedirectToPage("/People/Details", new { id });
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(id, cancellationToken) is not { } detail || detail.Person.IsTeam)
            return NotFound();
        Detail = detail;
        if (detail.Account is null)
            Accounts = [.. (await accounts.AllAsync(cancellationToken)).Where(a => a.State != AccountState.Ended)];
        return Page();
    }

    public sealed class AccountInput : ActInput
    {
        public long AccountId { get; set; }

        public bool IsMatch { get; set; }
    }
}
