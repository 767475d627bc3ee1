using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;

namespace SystemUserManager.Grants;

/// <summary>Who reaches assets of one kind isn't known: the control token lacks what its lists need, or did on that day.</summary>
/// <param name="Missing">The scopes: "pages_manage_metadata".</param>
/// <param name="Since">The last complete read of them; null: none is known.</param>
public sealed record UnreadKind(
    long PortfolioId,
    string PortfolioName,
    AssetKind Kind,
    string Missing,
    DateTimeOffset? Since
)
{
    /// <summary>It is about a past day.</summary>
    public bool IsThen { get; init; }

    /// <summary>The first complete read after that day; null: there was none yet.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Reads of which kinds it isn't known who reaches them, now or when a past day ended; tenancy applies.</summary>
public sealed class UnreadKindQueries(AppDb db)
{
    /// <summary>By portfolio and kind; what the filter leaves out isn't told.</summary>
    public async Task<IReadOnlyList<UnreadKind>> FindAsync(GrantFilter filter, CancellationToken cancellationToken)
    {
        var portfolios = await PortfoliosAsync(filter, cancellationToken);
        return filter.At is { } at
            ? await ThenAsync(portfolios, filter.Kind, at, cancellationToken)
            : await NowAsync(portfolios, filter.Kind, cancellationToken);
    }

    private sealed record Asked(long Id, string Name, bool IsConnected);

    private async Task<List<Asked>> PortfoliosAsync(GrantFilter filter, CancellationToken cancellationToken)
    {
        var portfolios = db.Portfolios.AsNoTracking();
        if (filter.PortfolioId is { } portfolio)
            portfolios = portfolios.Where(p => p.Id == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            portfolios = portfolios.Where(p => carrying.Contains(p.Id));
        }

        if (filter.SystemUserId is { } systemUser)
            portfolios = portfolios.Where(p => db.SystemUsers.Any(s => s.Id == systemUser && s.PortfolioId == p.Id));
        return await portfolios
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Select(p => new Asked(p.Id, p.Name, p.State == PortfolioState.Connected))
            .ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<UnreadKind>> NowAsync(
        List<Asked> portfolios,
        AssetKind? kind,
        CancellationToken cancellationToken
    )
    {
        var connected = portfolios.FindAll(p => p.IsConnected);
        var ids = connected.ConvertAll(p => p.Id);
        var scopes = await ControlTokenScopes.LastSeenAsync(
            db,
            db.Portfolios.Where(p => ids.Contains(p.Id)),
            cancellationToken
        );
        var unread = (
            from p in connected
            from missing in AssetKindRights.Unreadable([.. scopes[p.Id]]).OrderBy(k => k.Key)
            where kind is null || missing.Key == kind
            select new UnreadKind(p.Id, p.Name, missing.Key, missing.Value, null)
        ).ToList();
        if (unread.Count == 0)
            return [];
        var parts = await PartsAsync(ids, cancellationToken);
        return unread.ConvertAll(u =>
            u with
            {
                Since = parts.GetValueOrDefault((u.PortfolioId, Own(u.Kind)))?.LastCompleteReadAt,
            }
        );
    }

    /// <summary>
    /// A kind whose lists were missing once is a part of its own from then on (<see cref="SyncRun.NoteOwnListsAsync"/>): it
    /// wasn't known on days that lie between two reads of it, longer than between those of the whole.
    /// </summary>
    private async Task<IReadOnlyList<UnreadKind>> ThenAsync(
        List<Asked> portfolios,
        AssetKind? kind,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var ids = portfolios.ConvertAll(p => p.Id);
        var parts = await PartsAsync(ids, cancellationToken);
        var began = at.AddDays(-1);
        var gaps = (
            await db
                .SyncGaps.AsNoTracking()
                .Where(g => ids.Contains(g.PortfolioId) && g.From < began && g.To > at)
                .ToListAsync(cancellationToken)
        ).ToLookup(g => (g.PortfolioId, g.Edge));
        return
        [
            .. from p in portfolios
            let whole = parts.GetValueOrDefault((p.Id, SystemUsersEdge.Name))
            // Of a day before the first read there is no record of anything, and that is told.
            where whole?.FirstCompleteReadAt <= at
            from rights in AssetKindRights.All
            where AssetKinds.Of(rights.Kind).ReverseEdge is not null && (kind is null || rights.Kind == kind)
            let own = parts.GetValueOrDefault((p.Id, Own(rights.Kind)))
            where own is not null
            let stretch = Stretch(
                own,
                whole,
                gaps[(p.Id, Own(rights.Kind))].MinBy(g => g.From),
                gaps[(p.Id, SystemUsersEdge.Name)].MinBy(g => g.From),
                at
            )
            where stretch is not null
            select new UnreadKind(
                p.Id,
                p.Name,
                rights.Kind,
                string.Join(" or ", rights.ToReadGrants),
                stretch.Value.Since
            )
            {
                IsThen = true,
                Until = stretch.Value.Until,
            },
        ];
    }

    /// <summary>Between which reads of its own lists the day lies; null: they were as new as the whole.</summary>
    private static (DateTimeOffset? Since, DateTimeOffset? Until)? Stretch(
        SyncPart own,
        SyncPart whole,
        SyncGap? ownGap,
        SyncGap? wholeGap,
        DateTimeOffset at
    )
    {
        if (own.FirstCompleteReadAt is not { } first || first > at)
            return (null, own.FirstCompleteReadAt);
        if (ownGap is not null)
            return wholeGap is null || ownGap.From < wholeGap.From ? (ownGap.From, ownGap.To) : null;
        var isMissing = own.LastProblem is not null && own.LastCompleteReadAt < whole.LastCompleteReadAt;
        return isMissing && own.LastCompleteReadAt < at.AddDays(-1) ? (own.LastCompleteReadAt, null) : null;
    }

    private async Task<Dictionary<(long, string), SyncPart>> PartsAsync(
        List<long> portfolioIds,
        CancellationToken cancellationToken
    ) =>
        (
            await db
                .SyncParts.AsNoTracking()
                .Where(p => portfolioIds.Contains(p.PortfolioId))
                .ToListAsync(cancellationToken)
        ).ToDictionary(p => (p.PortfolioId, p.Edge));

    private static string Own(AssetKind kind) => AssetKinds.Of(kind).ReverseEdge!;
}
