using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class RevokeAllModel(RevokeAllTokens revoke, TokenQueries tokens) : PageModel
{
    [BindProperty]
    public ActInput Input { get; set; } = new();

    public RevokePreview Preview { get; private set; } = null!;

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, cancellationToken);
        var result = await revoke.AskAsync(new RevokeAllTokensRequest(Input.ToAct(), id), cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await tokens.PreviewRevokeAllAsync(id, cancellationToken) is not { } preview)
            return NotFound();
        Preview = preview;
        return Page();
    }
}
