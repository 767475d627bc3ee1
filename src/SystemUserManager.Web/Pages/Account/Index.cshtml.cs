using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Account;

public sealed class IndexModel(
    PeopleQueries people,
    SessionQueries sessions,
    SecondFactorQueries factors,
    EndSessions endSessions,
    IdentityProvider provider,
    CurrentUser user
) : PageModel
{
    /// <summary>Where this session began; null: here.</summary>
    public string? Provider => provider.NameOf(user.Session);

    public AccountRow? Row { get; private set; }

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Row = await people.FindAsync(user.AccountId, cancellationToken);
        Sessions = await sessions.OfAsync(user.AccountId, cancellationToken);
        Factors = await factors.OfAsync(user.AccountId, cancellationToken) ?? Factors;
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellationToken) =>
        await ToldAsync(await endSessions.OneAsync(id, cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancellationToken) =>
        await ToldAsync(await endSessions.OthersAsync(cancellationToken), cancellationToken);

    private async Task<IActionResult> ToldAsync(Result<int> result, CancellationToken cancellationToken)
    {
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            await OnGetAsync(cancellationToken);
            return Page();
        }
        TempData["Message"] = result.Value == 1 ? "One session was ended." : $"{result.Value} sessions were ended.";
        return RedirectToPage();
    }
}
