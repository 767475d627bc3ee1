using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Portfolios;

/// <param name="Label">The spelling of the first portfolio that carries it, or of the role where none does.</param>
/// <param name="Portfolios">How many carry it, of those that the user sees.</param>
public sealed record LabelRow(string Label, string Key, int Portfolios);

/// <summary>Reads of labels; tenancy applies.</summary>
public sealed class LabelQueries(AppDb db, CurrentUser user)
{
    /// <summary>Those of the portfolios that the user sees, in their order.</summary>
    public async Task<IReadOnlyList<LabelRow>> AllAsync(CancellationToken cancellationToken)
    {
        var labels = await db
            .PortfolioLabels.OrderBy(l => l.Id)
            .Select(l => new { l.Label, l.LabelKey })
            .ToListAsync(cancellationToken);
        return Rows(labels.Select(l => (l.Label, l.LabelKey, 1)));
    }

    /// <summary>The ids of the portfolios that carry a label, as part of another query; tenancy applies.</summary>
    public static IQueryable<long> PortfoliosWith(AppDb db, string label)
    {
        var key = SortKey.Of(label);
        return db.PortfolioLabels.Where(l => l.LabelKey == key).Select(l => l.PortfolioId);
    }

    /// <summary>As the other, and those on which somebody has a role while no portfolio carries them. For who gives roles.</summary>
    public async Task<IReadOnlyList<LabelRow>> AllForRolesAsync(CancellationToken cancellationToken)
    {
        var carried = await AllAsync(cancellationToken);
        if (!user.MayEverywhere(Role.Administrator))
            return carried;
        var ofRoles = await db
            .LabelRoles.OrderBy(r => r.Id)
            .Select(r => new { r.Label, r.LabelKey })
            .ToListAsync(cancellationToken);
        return Rows(
            carried.Select(l => (l.Label, l.Key, l.Portfolios)).Concat(ofRoles.Select(r => (r.Label, r.LabelKey, 0)))
        );
    }

    /// <summary>Of one portfolio, in their order.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(long portfolioId, CancellationToken cancellationToken) =>
        await db
            .PortfolioLabels.Where(l => l.PortfolioId == portfolioId)
            .OrderBy(l => l.LabelKey)
            .Select(l => l.Label)
            .ToListAsync(cancellationToken);

    /// <summary>Who sees a portfolio through its labels, in words. Empty for who may not see accounts.</summary>
    public async Task<IReadOnlyList<string>> SeenByAsync(long portfolioId, CancellationToken cancellationToken) =>
        user.MayEverywhere(Role.Administrator) ? await LabelRows.SeenByAsync(db, portfolioId, cancellationToken) : [];

    private static IReadOnlyList<LabelRow> Rows(IEnumerable<(string Label, string Key, int Portfolios)> labels) =>
        [
            .. labels
                .GroupBy(l => l.Key)
                .Select(g => new LabelRow(g.First().Label, g.Key, g.Sum(l => l.Portfolios)))
                .OrderBy(l => l.Key, StringComparer.Ordinal),
        ];
}
