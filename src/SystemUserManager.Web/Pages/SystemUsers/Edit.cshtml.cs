using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>One form with a row of empty fields for one more tool; to add two, it is saved twice.</summary>
public sealed class EditModel(EditSystemUser edit, SystemUserActQueries queries, OwnerQueries owners)
    : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public EditInput Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        Input = EditInput.Of(Acts);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, [], cancellationToken);
        var (request, places) = Input.ToRequest(id);
        var result = await edit.RunAsync(request, cancellationToken);
        if (!result.Succeeded)
            return await ShowAsync(id, EditInput.AtPlaces(result.Problems, places), cancellationToken);
        TempData["Message"] = "The record is saved.";
        return LocalRedirect($"~/SystemUsers/{id}");
    }
}
