using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Audit;

[BindProperties(SupportsGet = true)]
public sealed class IndexModel(AuditQueries audit, PortfolioQueries portfolios) : PageModel
{
    public string? Search { get; set; }

    public long? PortfolioId { get; set; }

    public AuditOutcome? Outcome { get; set; }

    public DateOnly? Day { get; set; }

    public long? OperationId { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<AuditEvent> Rows { get; private set; } = new([], null);

    [BindNever]
    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Rows = await audit.ListAsync(
            new AuditFilter
            {
                Search = Search,
                PortfolioId = PortfolioId,
                Outcome = Outcome,
                Day = Day,
                OperationId = OperationId,
            },
            After,
            cancellationToken
        );
    }
}
