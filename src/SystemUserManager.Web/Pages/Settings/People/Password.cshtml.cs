using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class PasswordModel(PeopleQueries people, SetPassword setPassword) : AccountPage(people)
{
    [BindProperty]
    public NewPasswordInput Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, cancellationToken);
        var result = await setPassword.RunAsync(id, Input.Password, cancellationToken);
        if (result.Succeeded)
            return Told(id, $"{result.Value.Name} has a new one-time password. Hand it over.");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }
}
