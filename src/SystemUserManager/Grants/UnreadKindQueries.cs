using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Grants;

/// <summary>Who reaches assets of one kind isn't known: the control token lacks what its lists need.</summary>
/// <param name="Missing">The scopes: "pages_manage_metadata".</param>
/// <param name="Since">The last complete read of them; null: none is known.</param>
public sealed record UnreadKind(
    long PortfolioId,
    string PortfolioName,
    AssetKind Kind,
    string Missing,
    DateTimeOffset? Since
);

/// <summary>Reads of which kinds it isn't known now who reaches them; tenancy applies.</summary>
public sealed class UnreadKindQueries(AppDb db)
{
    /// <summary>By portfolio and kind; what the filter leaves out isn't told, and of a past day nothing is.</summary>
    public async Task<IReadOnlyList<UnreadKind>> FindAsync(GrantFilter filter, CancellationToken cancellationToken)
    {
        if (filter.At is not null)
            return [];
        var portfolios = db.Portfolios.AsNoTracking().Where(p => p.State == PortfolioState.Connected);
        if (filter.PortfolioId is { } portfolio)
            portfolios = portfolios.Where(p => p.Id == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            portfolios = portfolios.Where(p => carrying.Contains(p.Id));
        }

        if (filter.SystemUserId is { } systemUser)
            portfolios = portfolios.Where(p => db.SystemUsers.Any(s => s.Id == systemUser && s.PortfolioId == p.Id));
        var unread = (
            await portfolios
                .OrderBy(p => p.NameKey)
                .ThenBy(p => p.Id)
                .Select(p => new
                {
                    p.Id,
                    p.Name,
                    p.ControlTokenScopes,
                })
                .ToListAsync(cancellationToken)
        ).SelectMany(p => AssetKindRights.Unreadable(TaskSet.Parse(p.ControlTokenScopes)).Where(k => filter.Kind is null || k.Key == filter.Kind).OrderBy(k => k.Key).Select(k => new UnreadKind(p.Id, p.Name, k.Key, k.Value, null))).ToList();
        if (unread.Count == 0)
            return [];
        var ids = unread.ConvertAll(u => u.PortfolioId);
        var read = (
            await db
                .SyncParts.Where(p => ids.Contains(p.PortfolioId))
                .Select(p => new
                {
                    p.PortfolioId,
                    p.Edge,
                    p.LastCompleteReadAt,
                })
                .ToListAsync(cancellationToken)
        ).ToDictionary(p => (p.PortfolioId, p.Edge), p => p.LastCompleteReadAt);
        return unread.ConvertAll(u =>
            u with
            {
                Since = read.GetValueOrDefault((u.PortfolioId, AssetKinds.Of(u.Kind).ReverseEdge!)),
            }
        );
    }
}
