using MetaGraph.Assets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Grants;

/// <summary>Who can reach what, now or as of a day. The filters stand in the address, and the export takes them from there too.</summary>
[BindProperties(SupportsGet = true)]
public sealed class IndexModel(
    GrantQueries grants,
    KnownThenQueries knownThen,
    UnreadKindQueries unreadKinds,
    ReadStandingQueries standings,
    PortfolioQueries portfolios,
    LabelQueries labels,
    ExportGrants exportGrants,
    TimeProvider time
) : PageModel
{
    private const int AdminsShown = 5;

    public string? Search { get; set; }

    public long? PortfolioId { get; set; }

    public string? Label { get; set; }

    public long? OwnerId { get; set; }

    public AssetKind? Kind { get; set; }

    public string? Task { get; set; }

    public long? SystemUserId { get; set; }

    /// <summary>"2026-11-23": as it was when that day ended, UTC; empty: now.</summary>
    public string? AsOf { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<GrantRow> Rows { get; private set; } = new([], null);

    [BindNever]
    public int Count { get; private set; }

    [BindNever]
    public IReadOnlyList<PortfolioRow> Portfolios { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<Person> Owners { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    [BindNever]
    public Admins Admins { get; private set; } = new(0, []);

    [BindNever]
    public KnownThen Known { get; private set; } = KnownThen.All;

    [BindNever]
    public IReadOnlyList<UnreadKind> UnreadKinds { get; private set; } = [];

    /// <summary>Of now; a past day is told by <see cref="Known"/>.</summary>
    [BindNever]
    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    /// <summary>The day that is shown; null: now.</summary>
    public DateOnly? Day => AsOfDay.Of(AsOf, time.GetUtcNow()).Day;

    public bool IsNoDay => AsOfDay.Of(AsOf, time.GetUtcNow()).Problem is not null;

    public string Today => AsOfDay.Today(time);

    [BindNever]
    public KnownThenNote? Note => Day is { } day ? KnownThenNote.Of(Known, day, time.GetUtcNow()) : null;

    /// <summary>The portfolios whose grants are shown.</summary>
    [BindNever]
    public IReadOnlyList<PortfolioRow> Shown =>
        [
            .. Portfolios
                .Where(p => PortfolioId is null || p.Id == PortfolioId)
                .Where(p => LabelKey is null || p.Labels.Any(l => SortKey.Of(l) == LabelKey)),
        ];

    [BindNever]
    public GrantFilter Filter =>
        new()
        {
            Search = Search,
            PortfolioId = PortfolioId,
            Label = LabelKey,
            OwnerId = OwnerId,
            Kind = Kind,
            Task = Task,
            SystemUserId = SystemUserId,
            AsOf = Day,
        };

    private string? LabelKey => string.IsNullOrWhiteSpace(Label) ? null : SortKey.Of(Label);

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
        Owners = await grants.OwnersAsync(Day, cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        if (AsOfDay.Of(AsOf, time.GetUtcNow()).Problem is { } problem)
        {
            ModelState.AddModelError(nameof(AsOf), problem);
            return;
        }

        Known = await knownThen.FindAsync(Filter, cancellationToken);
        UnreadKinds = await unreadKinds.FindAsync(Filter, cancellationToken);
        if (Day is null)
            Standing = await standings.FindAsync(Filter, cancellationToken);
        Rows = await grants.ListAsync(Filter, After, cancellationToken);
        Count = await grants.CountAsync(Filter, cancellationToken);
        Admins = await grants.AdminsAsync(Filter, AdminsShown, cancellationToken);
    }

    /// <summary>A POST, because it leaves rows in the audit log.</summary>
    public async Task<IActionResult> OnPostCsvAsync(CancellationToken cancellationToken)
    {
        if (IsNoDay)
        {
            await OnGetAsync(cancellationToken);
            return Page();
        }

        var name = Day is { } day ? $"asset-grants-as-of-{AsOfDay.Text(day)}" : $"asset-grants-{Today}";
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        await exportGrants.WriteAsync(Filter, Response.Body, cancellationToken);
        return new EmptyResult();
    }
}
