using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Audit;

[BindProperties(SupportsGet = true)]
public sealed class IndexModel(
    AuditQueries audit,
    PortfolioQueries portfolios,
    LabelQueries labels,
    VerifyAudit verifyAudit,
    CurrentUser user
) : PageModel
{
    public string? Search { get; set; }

    public long? ActorId { get; set; }

    /// <summary>Not called Action: a form's field of that name hides the form's own address from scripts.</summary>
    public string? Act { get; set; }

    public string? ObjectType { get; set; }

    public string? ObjectId { get; set; }

    public long? PortfolioId { get; set; }

    public string? Label { get; set; }

    public AuditOutcome? Outcome { get; set; }

    public DateOnly? Day { get; set; }

    public string? RequestId { get; set; }

    public long? OperationId { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<AuditEvent> Rows { get; private set; } = new([], null);

    [BindNever]
    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<AuditActor> Actors { get; private set; } = [];

    /// <summary>null: not for this user.</summary>
    [BindNever]
    public AuditStanding? Standing { get; private set; }

    public bool MayVerify => user.MayEverywhere(Role.Auditor);

    /// <summary>One of the filters that are folded away is set.</summary>
    public bool HasMoreFilters =>
        Act is not null || ObjectType is not null || ObjectId is not null || RequestId is not null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Actors = await audit.ActorsAsync(cancellationToken);
        Standing = await audit.StandingAsync(cancellationToken);
        Rows = await audit.ListAsync(
            new AuditFilter
            {
                Search = Search,
                ActorId = ActorId,
                Action = Act,
                ObjectType = ObjectType,
                ObjectId = ObjectId,
                PortfolioId = PortfolioId,
                Label = Label,
                Outcome = Outcome,
                Day = Day,
                RequestId = RequestId,
                OperationId = OperationId,
            },
            After,
            cancellationToken
        );
    }

    public async Task<IActionResult> OnPostVerifyAsync(Guid requestKey, CancellationToken cancellationToken)
    {
        var result = await verifyAudit.AskAsync(new(requestKey, VerifyAudit.UsualReason, null), cancellationToken);
        if (result.Succeeded)
            return RedirectToPage("/Operations/Details", new { id = result.Value });
        this.Show(result.Problems);
        await OnGetAsync(cancellationToken);
        return Page();
    }
}
