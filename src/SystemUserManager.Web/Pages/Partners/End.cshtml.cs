using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Partners;
using SystemUserManager.Sync;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Partners;

public sealed class EndModel(EndPartner end, PartnerQueries partners, ReadStandingQueries standings) : PageModel
{
    /// <summary>So many assets are named; the rest are a number.</summary>
    public const int Shown = 100;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public EndPartnerPreview Preview { get; private set; } = null!;

    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, cancellationToken);
        var result = await end.AskAsync(new EndPartnerRequest(Input.ToAct(), id, Input.Saw), cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await partners.PreviewEndAsync(id, cancellationToken) is not { } preview)
            return NotFound();
        Preview = preview;
        Standing = await standings.FindAsync(
            ReadStandingQueries.OfPartner(preview.Partner.Relation),
            preview.Portfolio.Id,
            label: null,
            cancellationToken
        );
        return Page();
    }

    public sealed class InputModel : ActInput
    {
        /// <summary>The mark of what the form showed as shared.</summary>
        public string? Saw { get; set; }
    }
}
