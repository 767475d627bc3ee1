using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class DetailsModel(PeopleQueries people, UnlockAccount unlockAccount) : AccountPage(people)
{
    public async Task<IActionResult> OnPostUnlockAsync(long id, CancellationToken cancellationToken)
    {
        var result = await unlockAccount.RunAsync(id, cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }
        return Told(id, $"{result.Value.Name} can try to sign in again.");
    }
}
