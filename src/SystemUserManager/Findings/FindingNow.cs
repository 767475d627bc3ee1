using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Findings;

/// <summary>The access to one asset, as the record has it and as the last reads saw it.</summary>
/// <param name="Record">null: nobody ever asked for it here.</param>
/// <param name="Seen">null: the last read didn't show it.</param>
internal sealed record AccessTo(Asset Asset, Grant? Record, SeenGrant? Seen)
{
    /// <summary>What the record means; empty: no access.</summary>
    public IReadOnlyList<string> Meant =>
        TaskSet.Parse(string.IsNullOrEmpty(Record?.ConfirmedTasks) ? Record?.AskedTasks : Record.ConfirmedTasks);

    /// <summary>What it would be given back: all that is meant and can be asked for.</summary>
    public IReadOnlyList<string> Wanted
    {
        get
        {
            var known = AssetKinds.Of(Asset.Kind).Tasks.Select(t => t.Value);
            return [.. Meant.Union(TaskSet.Parse(Record?.AskedTasks)).Intersect(known)];
        }
    }
}

/// <summary>
/// What a finding is about, as the record and the last reads have it at this moment: a finding's own words are those of
/// the last look, which may be older.
/// </summary>
/// <param name="SystemUser">null: it is about none that the record knows.</param>
/// <param name="Access">null: it is about no access.</param>
/// <param name="Through">The asset groups through which it reaches the asset.</param>
/// <param name="Along">Of an asset group: what came or went with it, and is said of the group.</param>
internal sealed record FindingNow(
    Finding Finding,
    SystemUser? SystemUser,
    AccessTo? Access,
    IReadOnlyList<Asset> Through,
    IReadOnlyList<AccessTo> Along
)
{
    /// <summary>null: it is about no token, or not about how one differs.</summary>
    public Token? Token { get; init; }

    /// <summary>The kinds that say how an access differs.</summary>
    public static bool IsAboutAccess(FindingKind kind) =>
        kind is FindingKind.GrantAdded or FindingKind.GrantChanged or FindingKind.GrantRemoved;

    /// <summary>A few words on what it is about.</summary>
    public string About =>
        (SystemUser, Access) switch
        {
            ({ } user, { } access) => $"{user.Name}, {access.Asset.Name}",
            ({ } user, null) => user.Name,
            _ => Finding.ObjectKey,
        };

    /// <summary>What the finding would say of Meta's side now, in its own words.</summary>
    public string? AtMeta =>
        Finding.Kind switch
        {
            FindingKind.Renamed => SystemUser?.Name,
            FindingKind.RoleChanged => SystemUser?.Role,
            _ when Access is { } access => FindingText.Seen(access.Seen?.Tasks, access.Seen?.ValidFrom),
            _ when Token is { SeenScopes: { } scopes } token => TokenDiffersRule.Words(scopes, token.SeenExpiresAt),
            _ => Finding.AtMeta,
        };

    /// <summary>Reverting it takes tasks or the whole asset away.</summary>
    public bool TakesAway =>
        Access is { Seen: { } seen } access
        && !ImpliedTasks.With(access.Asset.Kind, access.Wanted).IsSupersetOf(TaskSet.Parse(seen.Tasks));

    /// <summary>Reverting it takes an asset away that Meta's API can't take away: it becomes a line of the checklist.</summary>
    public bool NeedsHands =>
        Finding.Kind == FindingKind.GrantAdded && Access is { } access && !AssetKinds.Of(access.Asset.Kind).CanUnassign;

    /// <param name="saw">What the asker's form showed of Meta's side; null: what the finding says.</param>
    /// <returns>null: nothing moved since then.</returns>
    public FindingMoved? FindMoved(string? saw) =>
        AtMeta == Finding.AtMeta && (saw is null || saw == Finding.AtMeta) ? null : new FindingMoved(AtMeta);

    /// <summary>Entities are tracked: they may be changed and saved.</summary>
    public static async Task<FindingNow> ReadAsync(AppDb db, Finding finding, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == finding.SystemUserId, cancellationToken);
        if (systemUser is null || finding.AssetId is not { } assetId || !IsAboutAccess(finding.Kind))
            return new FindingNow(finding, systemUser, null, [], [])
            {
                Token =
                    finding.Kind == FindingKind.TokenDiffers
                        ? await db.Tokens.FirstOrDefaultAsync(t => t.Id == finding.TokenId, cancellationToken)
                        : null,
            };
        var access = (await AccessAsync(db, systemUser.Id, [assetId], cancellationToken))[0];
        var groups = await db
            .GroupedAssets.Where(g => g.AssetId == assetId && g.ValidTo == null)
            .Where(g =>
                db.SeenGrants.Any(s => s.SystemUserId == systemUser.Id && s.AssetId == g.GroupId && s.ValidTo == null)
            )
            .Select(g => g.GroupId)
            .ToListAsync(cancellationToken);
        var through = await db
            .Assets.Where(a => groups.Contains(a.Id))
            .OrderBy(a => a.Id)
            .ToListAsync(cancellationToken);
        return new FindingNow(
            finding,
            systemUser,
            access,
            through,
            await AlongAsync(db, finding, systemUser, cancellationToken)
        );
    }

    private static async Task<IReadOnlyList<AccessTo>> AlongAsync(
        AppDb db,
        Finding finding,
        SystemUser systemUser,
        CancellationToken cancellationToken
    )
    {
        var members = await db
            .GroupedAssets.Where(g => g.GroupId == finding.AssetId && g.ValidTo == null)
            .Select(g => g.AssetId)
            .ToListAsync(cancellationToken);
        if (members.Count == 0)
            return [];
        var all = await AccessAsync(db, systemUser.Id, members, cancellationToken);
        return
        [
            .. all.Where(a =>
                finding.Kind == FindingKind.GrantRemoved
                    ? a.Seen is null && !string.IsNullOrEmpty(a.Record?.AskedTasks)
                    : a.Seen is not null && a.Meant.Count == 0
            ),
        ];
    }

    private static async Task<List<AccessTo>> AccessAsync(
        AppDb db,
        long systemUserId,
        IReadOnlyList<long> assetIds,
        CancellationToken cancellationToken
    )
    {
        var records = await db
            .Grants.Where(g => g.SystemUserId == systemUserId && assetIds.Contains(g.AssetId))
            .ToDictionaryAsync(g => g.AssetId, cancellationToken);
        var seen = await db
            .SeenGrants.AsNoTracking()
            .Where(g => g.SystemUserId == systemUserId && g.ValidTo == null && assetIds.Contains(g.AssetId))
            .ToDictionaryAsync(g => g.AssetId, cancellationToken);
        var assets = await db
            .Assets.Where(a => assetIds.Contains(a.Id))
            .OrderBy(a => a.NameKey)
            .ThenBy(a => a.Id)
            .ToListAsync(cancellationToken);
        return assets.ConvertAll(a => new AccessTo(a, records.GetValueOrDefault(a.Id), seen.GetValueOrDefault(a.Id)));
    }
}
