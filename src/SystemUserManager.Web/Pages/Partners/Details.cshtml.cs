using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Partners;

public sealed class DetailsModel(
    PartnerQueries partners,
    FindingQueries findings,
    ConfirmPartner confirm,
    CompleteChecklistLine complete,
    CurrentUser user
) : PageModel
{
    /// <summary>Of "Still in use".</summary>
    [BindProperty]
    public ActInput Input { get; set; } = new();

    /// <summary>"ended": what was shared before; otherwise what is shared now.</summary>
    [BindProperty(SupportsGet = true, Name = "shares")]
    public string? Shares { get; set; }

    [BindProperty(SupportsGet = true, Name = Pager.Parameter)]
    public string? After { get; set; }

    public PartnerDetail Detail { get; private set; } = null!;

    public Page<ShareRow> Rows { get; private set; } = new([], null);

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    public string? WhyNotEdit { get; private set; }

    public string? WhyNotEnd { get; private set; }

    /// <summary>null: this user may say that a line of the checklist was done.</summary>
    public string? WhyNotDone =>
        user.May(Role.Offboarder, Detail.Partner.PortfolioId) ? null : CompleteChecklistLine.OnlyOffboarders;

    public bool IsEnded => Shares == "ended";

    public IEnumerable<OperationRow> OpenOperations =>
        Detail.Operations.Where(o => o.State is not (OperationState.Done or OperationState.Failed));

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostConfirmAsync(long id, CancellationToken cancellationToken)
    {
        var result = await confirm.RunAsync(new ConfirmPartnerRequest(Input.ToAct(), id), cancellationToken);
        if (!result.Succeeded)
            return await ShowAsync(id, result.Problems, cancellationToken);
        TempData["Message"] = $"{result.Value.Name} is still in use.";
        return LocalRedirect($"~/Partners/{id}");
    }

    public async Task<IActionResult> OnPostDoneAsync(long id, long line, CancellationToken cancellationToken)
    {
        var result = await complete.RunOfPartnerAsync(id, line, cancellationToken);
        return result.Succeeded
            ? LocalRedirect($"~/Partners/{id}#checklist")
            : await ShowAsync(id, result.Problems, cancellationToken);
    }

    private Task<IActionResult> ShowAsync(long id, IReadOnlyList<Problem> problems, CancellationToken cancellationToken)
    {
        this.Show(problems);
        return ShowAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        Rows = await partners.SharesAsync(id, IsEnded, After, cancellationToken);
        Findings = await findings.OfPartnerAsync(id, cancellationToken);
        WhyNotEdit = partners.WhyNotEdit(detail.Partner);
        WhyNotEnd = await partners.WhyNotEndAsync(detail.Partner, cancellationToken);
        return Page();
    }
}
