using System.Globalization;
using MetaGraph.Assets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Grants;

/// <summary>Who can reach what. The filters stand in the address, and the export takes them from there too.</summary>
[BindProperties(SupportsGet = true)]
public sealed class IndexModel(
    GrantQueries grants,
    PortfolioQueries portfolios,
    ExportGrants exportGrants,
    TimeProvider time
) : PageModel
{
    public string? Search { get; set; }

    public long? PortfolioId { get; set; }

    public long? OwnerId { get; set; }

    public AssetKind? Kind { get; set; }

    public string? Task { get; set; }

    public long? SystemUserId { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<GrantRow> Rows { get; private set; } = new([], null);

    [BindNever]
    public int Count { get; private set; }

    [BindNever]
    public IReadOnlyList<PortfolioRow> Portfolios { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<Person> Owners { get; private set; } = [];

    /// <summary>The portfolios whose grants are shown.</summary>
    public IReadOnlyList<PortfolioRow> Shown => [.. Portfolios.Where(p => PortfolioId is null || p.Id == PortfolioId)];

    public GrantFilter Filter =>
        new()
        {
            Search = Search,
            PortfolioId = PortfolioId,
            OwnerId = OwnerId,
            Kind = Kind,
            Task = Task,
            SystemUserId = SystemUserId,
        };

    /// <summary>Every task that Meta documents, and the one in the address.</summary>
    public IEnumerable<string> Tasks =>
        AssetKinds
            .All.SelectMany(k => k.Tasks.Select(t => t.Value))
            .Append(Task ?? "")
            .Where(t => t.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Portfolios = await portfolios.ListAsync(cancellationToken);
        Owners = await grants.OwnersAsync(cancellationToken);
        Rows = await grants.ListAsync(Filter, After, cancellationToken);
        Count = await grants.CountAsync(Filter, cancellationToken);
    }

    /// <summary>A POST, because it leaves rows in the audit log.</summary>
    public async Task<IActionResult> OnPostCsvAsync(CancellationToken cancellationToken)
    {
        var day = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"asset-grants-{day}.csv\"";
        await exportGrants.WriteAsync(Filter, Response.Body, cancellationToken);
        return new EmptyResult();
    }
}
