using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class RenameModel(RenameSystemUser rename, SystemUserActQueries queries, OwnerQueries owners)
    : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, [], cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, [], cancellationToken);
        var request = new RenameSystemUserRequest(Input.ToAct(), id, Input.Name ?? "", Input.ToAdoption());
        return await AnswerAsync(id, await rename.AskAsync(request, cancellationToken), cancellationToken);
    }

    public sealed class InputModel : AdoptionInput
    {
        public string? Name { get; set; }
    }
}
