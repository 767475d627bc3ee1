using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class DetailsModel(
    PeopleQueries people,
    SessionQueries sessions,
    SecondFactorQueries factors,
    UnlockAccount unlockAccount,
    EndSessions endSessions,
    ChooseBreakGlass chooseBreakGlass,
    IdentityProvider provider
) : AccountPage(people)
{
    public IdentityProvider Provider => provider;

    public IReadOnlyList<SessionRow> Sessions { get; private set; } = [];

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        Sessions = await sessions.OfAsync(id, cancellationToken);
        Factors = await factors.OfAsync(id, cancellationToken) ?? Factors;
        return await ShowAsync(id, cancellationToken);
    }

    public async Task<IActionResult> OnPostUnlockAsync(long id, CancellationToken cancellationToken)
    {
        var result = await unlockAccount.RunAsync(id, cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await OnGetAsync(id, cancellationToken);
        }
        return Told(id, $"{result.Value.Name} can try to sign in again.");
    }

    public async Task<IActionResult> OnPostBreakGlassAsync(long id, CancellationToken cancellationToken)
    {
        var result = await chooseBreakGlass.RunAsync(id, cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await OnGetAsync(id, cancellationToken);
        }
        return Told(id, $"{result.Value.Name} is the break-glass account.");
    }

    public async Task<IActionResult> OnPostEndSessionsAsync(long id, CancellationToken cancellationToken)
    {
        var result = await endSessions.AllAsync(id, cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await OnGetAsync(id, cancellationToken);
        }
        return Told(id, "All their sessions were ended.");
    }
}
