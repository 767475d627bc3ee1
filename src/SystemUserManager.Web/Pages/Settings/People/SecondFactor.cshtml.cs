using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class SecondFactorModel(PeopleQueries people, ResetSecondFactor resetSecondFactor) : AccountPage(people)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, cancellationToken);
        var result = await resetSecondFactor.RunAsync(new(id, Input.Reason, Input.Ticket), cancellationToken);
        if (result.Succeeded)
            return Told(id, $"The second factor of {result.Value.Name} was reset.");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class InputModel : IReasonInput
    {
        [
            Required(ErrorMessage = "The reason is missing."),
            StringLength(1000, ErrorMessage = "The reason is too long.")
        ]
        public string? Reason { get; set; }

        [StringLength(200, ErrorMessage = "The ticket is too long.")]
        public string? Ticket { get; set; }
    }
}
