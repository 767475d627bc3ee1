using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>What one read of a portfolio saw.</summary>
/// <param name="NotRead">Edges that were not read to their end, with the reason; what is known of them is older.</param>
internal sealed record InventoryRead(int SystemUsers, int Assets, int Grants, IReadOnlyList<string> NotRead)
{
    public string Words =>
        $"{Count(SystemUsers, "system user")}, {Count(Assets, "asset")}, {Count(Grants, "grant")} read."
        + (NotRead.Count == 0 ? "" : $" Not read: {string.Join("; ", NotRead)}.");

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

/// <summary>
/// Reads one portfolio: assets edge by edge (datasets and Instagram accounts with who may do what on them, since only
/// the asset's side tells), the system users with their grants by nested expansion, then the people. An edge that was not read to
/// its end closes nothing: it is "not read since …", never "empty".
/// </summary>
internal sealed class InventoryReader(TimeProvider time)
{
    private const string SystemUsersEdge = "system_users";
    private const string PeopleEdge = "business_users";

    private static readonly HashSet<AssetKind> AllKinds = [.. AssetKinds.All.Select(k => k.Kind)];

    public async Task<InventoryRead> ReadAsync(
        OperationRun run,
        PortfolioSession session,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetUtcNow();
        using var oneAct = run.Db.Unaudited("A read of the inventory is one act, audited with its operation.");
        var notRead = new List<string>();
        var assets = 0;
        var fromAssets = new AssetSideGrants();
        foreach (var kind in AssetKinds.All)
        {
            var (read, isComplete) = await ReadKindAsync(run.Db, session, kind, fromAssets, notRead, cancellationToken);
            await InventoryHistory.RecordAssetsAsync(
                run.Db,
                session.PortfolioId,
                kind.Kind,
                read,
                isComplete,
                time.GetUtcNow(),
                cancellationToken
            );
            await run.Db.SaveChangesAsync(cancellationToken);
            assets += read.Count;
        }

        var (systemUsers, grants) = await ReadSystemUsersAsync(run, session, fromAssets, began, cancellationToken);
        await ReadPeopleAsync(run.Db, session, notRead, cancellationToken);
        if (notRead.Count == 0)
            (await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId, cancellationToken)).LastReadAt =
                time.GetUtcNow();
        return new InventoryRead(systemUsers, assets, grants, notRead);
    }

    /// <summary>What was seen of a kind, and whether both of its edges were read to their end.</summary>
    private async Task<(List<Asset> Assets, bool IsComplete)> ReadKindAsync(
        AppDb db,
        PortfolioSession session,
        AssetKindInfo kind,
        AssetSideGrants fromAssets,
        List<string> notRead,
        CancellationToken cancellationToken
    )
    {
        var assets = new List<Asset>();
        var isComplete = true;
        foreach (var ownership in kind.ClientEdge is null ? [AssetOwnership.Owned] : Enum.GetValues<AssetOwnership>())
        {
            var edge = ownership == AssetOwnership.Owned ? kind.OwnedEdge : kind.ClientEdge!;
            var part = await PartAsync(db, session.PortfolioId, edge, cancellationToken);
            try
            {
                if (kind.ReverseEdge is null)
                {
                    await foreach (
                        var asset in session.Graph.Assets.ListWithAssignedUsersAsync(
                            session.BusinessId,
                            kind.Kind,
                            ownership,
                            cancellationToken
                        )
                    )
                    {
                        assets.Add(asset.Asset);
                        fromAssets.Add(asset);
                    }
                }
                else
                {
                    assets.AddRange(
                        await session
                            .Graph.Assets.ListAsync(session.BusinessId, kind.Kind, ownership, cancellationToken)
                            .ToListAsync(cancellationToken)
                    );
                }

                Complete(part);
            }
            catch (MetaGraphException refusal) when (IsRefusal(refusal))
            {
                Refused(part, refusal, notRead);
                isComplete = false;
            }
        }

        if (kind.ReverseEdge is null && isComplete)
            fromAssets.Complete(kind.Kind);
        return (assets, isComplete);
    }

    private async Task<(int SystemUsers, int Grants)> ReadSystemUsersAsync(
        OperationRun run,
        PortfolioSession session,
        AssetSideGrants fromAssets,
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        var part = await PartAsync(run.Db, session.PortfolioId, SystemUsersEdge, cancellationToken);
        var notBefore = part.LastCompleteReadAt;
        var seen = await session
            .Graph.SystemUsers.ListWithGrantsAsync(session.BusinessId, cancellationToken)
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var records = await InventoryHistory.RecordSystemUsersAsync(
            run.Db,
            session,
            [.. seen.Select(s => s.User)],
            began,
            now,
            notBefore,
            cancellationToken
        );
        await run.Db.SaveChangesAsync(cancellationToken);

        var complete = AssetKinds
            .All.Where(k => k.ReverseEdge is not null || fromAssets.IsComplete(k.Kind))
            .Select(k => k.Kind)
            .ToHashSet();
        foreach (var gone in await GoneAsync(run.Db, session, now, cancellationToken))
            await GrantHistory.RecordAsync(
                run.Db,
                session.PortfolioId,
                gone,
                [],
                AllKinds,
                began,
                now,
                notBefore,
                cancellationToken
            );
        var grants = 0;
        foreach (var systemUser in seen)
        {
            List<GrantSeen> all =
            [
                .. systemUser.Assets.Select(a => new GrantSeen(
                    a.Kind,
                    a.Id.Value,
                    a.Name,
                    [.. a.Tasks.Select(t => t.Value)]
                )),
                .. fromAssets.Of(systemUser.User.Id.Value),
            ];
            grants += all.Count;
            await GrantHistory.RecordAsync(
                run.Db,
                session.PortfolioId,
                records[systemUser.User.Id.Value].Id,
                all,
                complete,
                began,
                now,
                notBefore,
                cancellationToken
            );
            await run.Db.SaveChangesAsync(cancellationToken);
        }

        Complete(part);
        await run.Db.SaveChangesAsync(cancellationToken);
        return (seen.Count, grants);
    }

    /// <summary>Who works in the portfolio with a login of their own; owners are matched with them.</summary>
    private async Task ReadPeopleAsync(
        AppDb db,
        PortfolioSession session,
        List<string> notRead,
        CancellationToken cancellationToken
    )
    {
        var part = await PartAsync(db, session.PortfolioId, PeopleEdge, cancellationToken);
        try
        {
            var seen = await session
                .Graph.Businesses.ListBusinessUsersAsync(session.BusinessId, cancellationToken)
                .ToListAsync(cancellationToken);
            await BusinessPeopleRecord.WriteAsync(db, session.PortfolioId, seen, time.GetUtcNow(), cancellationToken);
            Complete(part);
        }
        catch (MetaGraphException refusal) when (IsRefusal(refusal))
        {
            Refused(part, refusal, notRead);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Those that this read missed first: without them nothing is reached through them any more.</summary>
    private static Task<List<long>> GoneAsync(
        AppDb db,
        PortfolioSession session,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        db
            .SystemUsers.Where(s =>
                s.PortfolioId == session.PortfolioId && s.AppId == session.AppId.Value && s.VanishedAt == at
            )
            .Select(s => s.Id)
            .ToListAsync(cancellationToken);

    private async Task<SyncPart> PartAsync(AppDb db, long portfolioId, string edge, CancellationToken cancellationToken)
    {
        var part = await db.SyncParts.FirstOrDefaultAsync(
            p => p.PortfolioId == portfolioId && p.Edge == edge,
            cancellationToken
        );
        if (part is null)
            db.SyncParts.Add(part = new SyncPart { PortfolioId = portfolioId, Edge = edge });
        part.LastTriedAt = time.GetUtcNow();
        return part;
    }

    private static bool IsRefusal(MetaGraphException refusal) =>
        refusal.Kind is GraphErrorKind.Permission or GraphErrorKind.Validation or GraphErrorKind.NotFound;

    private static void Refused(SyncPart part, MetaGraphException refusal, List<string> notRead)
    {
        part.LastProblem = refusal.VendorMessage;
        notRead.Add($"{part.Edge} ({refusal.VendorMessage})");
    }

    private void Complete(SyncPart part)
    {
        part.LastCompleteReadAt = time.GetUtcNow();
        part.LastProblem = null;
    }
}

/// <summary>Grants that only the asset's side tells, gathered by user.</summary>
internal sealed class AssetSideGrants
{
    private readonly Dictionary<string, List<GrantSeen>> _byUser = [];
    private readonly HashSet<AssetKind> _complete = [];

    public void Add(AssetWithUsers asset)
    {
        foreach (var user in asset.Users)
        {
            if (!_byUser.TryGetValue(user.Id.Value, out var grants))
                _byUser[user.Id.Value] = grants = [];
            grants.Add(
                new GrantSeen(
                    asset.Asset.Kind,
                    asset.Asset.Id.Value,
                    asset.Asset.Name,
                    [.. user.Tasks.Select(t => t.Value)]
                )
            );
        }
    }

    public void Complete(AssetKind kind) => _complete.Add(kind);

    public bool IsComplete(AssetKind kind) => _complete.Contains(kind);

    public IEnumerable<GrantSeen> Of(string userId) => _byUser.GetValueOrDefault(userId) ?? [];
}
