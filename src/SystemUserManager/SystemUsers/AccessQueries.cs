using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <param name="Grants">What it reaches and what can be edited, tasks as Meta showed them.</param>
/// <param name="Groups">The asset groups that it is in, with their tasks: shown, never edited.</param>
/// <param name="WhyNot">Why nothing can be changed now; null: it can.</param>
/// <param name="WhyNotLink">Where to go on; null: nowhere.</param>
public sealed record AccessNow(
    SystemUser SystemUser,
    IReadOnlyList<AskedGrant> Grants,
    IReadOnlyList<AccessGroup> Groups,
    string? WhyNot,
    string? WhyNotLink
)
{
    /// <summary>Nobody here answers for it yet: its first act asks who does.</summary>
    public bool NeedsAdoption => !SystemUser.IsOurs && WhyNot is null;
}

public sealed record AccessGroup(string Name, string Tasks);

/// <param name="HasToken">False: no live token is known, so only what it reaches is, and not what it can do there.</param>
/// <param name="Preset">What the changes ask for beyond the preset, by asset.</param>
/// <param name="Calls">What would be asked of Meta, in order.</param>
public sealed record AccessPreview(
    IReadOnlyList<AccessChange> Changes,
    Reach Reach,
    bool HasToken,
    IReadOnlyList<string> Preset,
    IReadOnlyList<PlannedCall> Calls
);

/// <summary>Reads what a system user reaches and what a change would make of it; tenancy applies.</summary>
public sealed class AccessQueries(AppDb db, ChangeRules rules, AssetQueries assets)
{
    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<AccessNow?> FindAsync(long systemUserId, CancellationToken cancellationToken)
    {
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == systemUserId, cancellationToken);
        if (systemUser is null)
            return null;
        var seen = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == systemUserId && g.ValidTo == null && a.GoneAt == null
            orderby a.NameKey, a.Id
            select new
            {
                a.Id,
                a.Kind,
                a.Name,
                g.Tasks,
            }
        ).ToListAsync(cancellationToken);
        var groups = seen.ToLookup(g => g.Kind == AssetKind.AssetGroup);
        var whyNot = await rules.WhyNotAsync(systemUser, cancellationToken);
        return new AccessNow(
            systemUser,
            [.. groups[false].Select(g => new AskedGrant(g.Id, TaskSet.Parse(g.Tasks)))],
            [.. groups[true].Select(g => new AccessGroup(g.Name, string.Join(", ", TaskSet.Parse(g.Tasks))))],
            whyNot?.Sentence,
            whyNot?.Link
        );
    }

    /// <summary>
    /// One more asset with the tasks that it would usually be given: those that this system user has on all others of its
    /// kind, else those of its preset. null: it can't be given here, or is reached already.
    /// </summary>
    public async Task<AskedGrant?> ProposeAsync(AccessNow now, long assetId, CancellationToken cancellationToken)
    {
        if (now.Grants.Any(g => g.AssetId == assetId))
            return null;
        var asset = await db
            .Assets.AsNoTracking()
            .Where(a => a.Id == assetId && a.PortfolioId == now.SystemUser.PortfolioId && a.GoneAt == null)
            .FirstOrDefaultAsync(a => a.Kind != AssetKind.AssetGroup, cancellationToken);
        if (asset is null)
            return null;
        var ids = now.Grants.Select(g => g.AssetId).ToList();
        var like = await db
            .Assets.Where(a => ids.Contains(a.Id) && a.Kind == asset.Kind)
            .Select(a => a.Id)
            .ToListAsync(cancellationToken);
        var known = AssetKinds.Of(asset.Kind).Tasks.Select(t => t.Value);
        var shared = now
            .Grants.Where(g => like.Contains(g.AssetId))
            .Aggregate(known, (all, g) => all.Intersect(g.Tasks))
            .ToList();
        return new AskedGrant(
            assetId,
            like.Count > 0 && shared.Count > 0
                ? shared
                : PurposePresets.Find(now.SystemUser.Preset)?.TasksOn(asset.Kind) ?? []
        );
    }

    /// <summary>What the request would make of it.</summary>
    public async Task<AccessPreview> PreviewAsync(
        SystemUser systemUser,
        ChangeAccessRequest request,
        CancellationToken cancellationToken
    )
    {
        var ids = request.Wanted.Concat(request.Saw).Select(g => g.AssetId).ToList();
        var known = await db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == systemUser.PortfolioId && ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
        var scopes = await db
            .Tokens.Where(t => t.SystemUserId == systemUser.Id)
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            .Select(t => t.Scopes)
            .ToListAsync(cancellationToken);
        var reached = request
            .Wanted.Where(g => known.ContainsKey(g.AssetId))
            .Select(g => new ReachedAsset(known[g.AssetId].Kind, known[g.AssetId].Name, [.. g.Tasks]));
        var changes = AccessChange.Between(request.Saw, request.Wanted, known);
        return new AccessPreview(
            changes,
            Reach.Of(
                [.. reached],
                [.. scopes.SelectMany(s => TaskSet.Parse(s)).Distinct()],
                await assets.CountsAsync(systemUser.PortfolioId, cancellationToken)
            ),
            scopes.Count > 0,
            BeyondPreset.InWords(
                PurposePresets.Find(BeyondPreset.KeyOf(request.Preset, systemUser)),
                changes.Select(c => (c.Asset.Kind, c.Asset.Name, c.After))
            ),
            PlannedCalls.OfChange(
                await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken),
                systemUser,
                changes,
                scopes.Count > 0
            )
        );
    }

    /// <summary>What a person has to do in Meta's own pages: open lines first, then the done ones, newest first.</summary>
    public async Task<IReadOnlyList<ChecklistLine>> ChecklistAsync(
        long systemUserId,
        CancellationToken cancellationToken
    ) =>
        await db
            .ChecklistLines.AsNoTracking()
            .Where(l => l.SystemUserId == systemUserId)
            .OrderBy(l => l.DoneAt != null)
            .ThenByDescending(l => l.Id)
            .ToListAsync(cancellationToken);
}
