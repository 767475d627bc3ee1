using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Operations;

[BindProperties(SupportsGet = true)]
public sealed class IndexModel(OperationQueries operations, PortfolioQueries portfolios, LabelQueries labels)
    : PageModel
{
    public OperationState? State { get; set; }

    public OperationKind? Kind { get; set; }

    public long? PortfolioId { get; set; }

    public long? SystemUserId { get; set; }

    public string? Label { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<OperationRow> Rows { get; private set; } = new([], null);

    [BindNever]
    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public bool IsFiltered =>
        !string.IsNullOrWhiteSpace(Label)
        || State is not null
        || Kind is not null
        || PortfolioId is not null
        || SystemUserId is not null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Rows = await operations.ListAsync(
            new OperationFilter
            {
                State = State,
                Kind = Kind,
                PortfolioId = PortfolioId,
                SystemUserId = SystemUserId,
                Label = Label,
            },
            After,
            cancellationToken
        );
    }
}
