using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.Pages.SystemUsers;

namespace SystemUserManager.Web.Pages.Partners;

public sealed class EditModel(EditPartner edit, PartnerQueries partners, OwnerQueries owners) : PageModel
{
    private const int PeopleSuggested = 500;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public PartnerDetail Detail { get; private set; } = null!;

    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    public string? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        Input = InputModel.Of(Detail);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (ModelState.IsValid)
        {
            var result = await edit.RunAsync(Input.ToRequest(id), cancellationToken);
            if (result.Succeeded)
            {
                TempData["Message"] = "The record is saved.";
                return LocalRedirect($"~/Partners/{id}");
            }

            this.Show(AdoptionInput.AtFields(result.Problems));
        }

        return await ReadAsync(id, cancellationToken) ? Page() : NotFound();
    }

    private async Task<bool> ReadAsync(long id, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(id, cancellationToken) is not { } detail)
            return false;
        Detail = detail;
        WhyNot = partners.WhyNotEdit(detail.Partner);
        People = await owners.OptionsAsync(PeopleSuggested, cancellationToken);
        return true;
    }

    public sealed class InputModel : ActInput
    {
        public string? Purpose { get; set; }

        public string? Owner { get; set; }

        public bool OwnerIsTeam { get; set; }

        public DateOnly? EndsOn { get; set; }

        internal static InputModel Of(PartnerDetail detail) =>
            new()
            {
                Purpose = detail.Partner.Purpose,
                Owner = detail.Owner?.Text,
                OwnerIsTeam = detail.Owner?.IsTeam == true,
                EndsOn = detail.Partner.EndsOn,
            };

        internal EditPartnerRequest ToRequest(long id) =>
            new(ToAct(), id, Purpose, TypedPersonText.Read(Owner, OwnerIsTeam), EndsOn);
    }
}
