using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Partners;

namespace SystemUserManager.Sync;

/// <summary>A partner as some list names it.</summary>
internal readonly record struct NamedPartner(PartnerRelation Relation, string BusinessId, string? Name);

/// <summary>
/// What is shared with partners, as the assets tell it: an owned one to whom it is shared, a client's whose it is. A
/// partner that only an asset names is recorded all the same.
/// </summary>
internal sealed class ShareRows(SyncRun sync)
{
    private Dictionary<(PartnerRelation, string), Partner>? _partners;

    public async Task RecordAsync(
        EdgeRead edge,
        IReadOnlyCollection<AssetDetails> page,
        IReadOnlyDictionary<string, long> assetIds,
        CancellationToken cancellationToken
    )
    {
        var seen = new List<(long AssetId, NamedPartner Partner, string Tasks)>();
        // Of these, all is told here: what isn't seen is over.
        var complete = new HashSet<(long AssetId, PartnerRelation Relation)>();
        foreach (var (asset, _, agencies) in page)
        {
            var id = assetIds[asset.Id.Value];
            var isOwned = asset.Ownership == AssetOwnership.Owned;
            if (agencies is not null || !isOwned)
                complete.Add((id, PartnerRelation.Agency));
            if (isOwned || asset.OwnerBusiness is not null)
                complete.Add((id, PartnerRelation.Client));
            if (!isOwned && asset.OwnerBusiness is { } owner)
                seen.Add((id, new NamedPartner(PartnerRelation.Client, owner.Id.Value, owner.Name), ""));
            foreach (var agency in agencies ?? [])
                seen.Add(
                    (
                        id,
                        new NamedPartner(PartnerRelation.Agency, agency.Id.Value, agency.Name),
                        TaskSet.Format(agency.PermittedTasks.Select(t => t.Value))
                    )
                );
        }

        await CompareAsync(edge, [.. assetIds.Values], seen, complete, cancellationToken);
    }

    /// <summary>Those that are there, and new ones for those that aren't.</summary>
    /// <param name="notBefore">The last list without the new ones.</param>
    public async Task<Dictionary<(PartnerRelation, string), Partner>> FindOrAddAsync(
        EdgeRead edge,
        IEnumerable<NamedPartner> named,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        _partners ??= await sync
            .Db.Partners.AsNoTracking()
            .Where(p => p.PortfolioId == sync.PortfolioId)
            .ToDictionaryAsync(p => (p.Relation, p.BusinessId), cancellationToken);
        var changes = new List<RowChange>();
        foreach (var one in named.DistinctBy(n => (n.Relation, n.BusinessId)))
        {
            if (!_partners.TryGetValue((one.Relation, one.BusinessId), out var partner))
            {
                partner = new Partner
                {
                    PortfolioId = sync.PortfolioId,
                    Relation = one.Relation,
                    BusinessId = one.BusinessId,
                    Name = one.BusinessId,
                    FirstSeenAt = sync.Now,
                    NotBefore = notBefore,
                };
                partner.Rename(NameOf(one));
                changes.Add(new RowChange(_partners[(one.Relation, one.BusinessId)] = partner));
            }
            // Ended by our own act while the edge was read: the answer that still names it may be older.
            else if (partner.GoneAt > edge.Began)
            {
                continue;
            }
            else if (partner.GoneAt is not null || (one.Name is { Length: > 0 } && partner.Name != one.Name))
            {
                changes.Add(
                    new RowChange(
                        partner,
                        () =>
                        {
                            partner.Rename(one.Name is { Length: > 0 } ? one.Name : partner.Name);
                            partner.GoneAt = null;
                        }
                    )
                );
            }
        }

        try
        {
            await sync.Writes.WriteAsync(changes, cancellationToken);
            return _partners;
        }
        catch (DbUpdateException)
        {
            // What isn't saved has no id: whoever tries again reads them anew.
            _partners = null;
            throw;
        }
    }

    private async Task CompareAsync(
        EdgeRead edge,
        List<long> assetIds,
        List<(long AssetId, NamedPartner Partner, string Tasks)> seen,
        HashSet<(long, PartnerRelation)> complete,
        CancellationToken cancellationToken
    )
    {
        var at = sync.Now;
        var current = (
            await (
                from s in sync.Db.PartnerShares
                join p in sync.Db.Partners on s.PartnerId equals p.Id
                where assetIds.Contains(s.AssetId) && s.ValidTo == null && s.ValidFrom <= edge.Began
                select new
                {
                    s.Id,
                    s.AssetId,
                    s.PartnerId,
                    s.Tasks,
                    p.Relation,
                }
            ).ToListAsync(cancellationToken)
        ).ToDictionary(s => (s.AssetId, s.PartnerId));
        var partners = await FindOrAddAsync(
            edge,
            seen.Select(s => s.Partner),
            sync.LastReadOf(edge.Name),
            cancellationToken
        );
        var endedSince = (
            await sync
                .Db.PartnerShares.Where(s => assetIds.Contains(s.AssetId) && s.ValidTo > edge.Began)
                .Select(s => new { s.AssetId, s.PartnerId })
                .ToListAsync(cancellationToken)
        )
            .Select(s => (s.AssetId, s.PartnerId))
            .ToHashSet();
        var changes = new List<VersionChange<PartnerShare>>();
        foreach (var (assetId, named, tasks) in seen)
        {
            var partner = partners[(named.Relation, named.BusinessId)];
            current.Remove((assetId, partner.Id), out var known);
            if (known?.Tasks != tasks && !endedSince.Contains((assetId, partner.Id)))
                changes.Add(new(known?.Id, New(partner.Id, assetId, tasks, at, edge.NotBefore)));
        }

        changes.AddRange(
            current
                .Values.Where(s => complete.Contains((s.AssetId, s.Relation)))
                .Select(s => new VersionChange<PartnerShare>(s.Id, null))
        );
        await sync.Writes.WriteAsync(changes, at, cancellationToken);
    }

    private PartnerShare New(
        long partnerId,
        long assetId,
        string tasks,
        DateTimeOffset at,
        DateTimeOffset? notBefore
    ) =>
        new()
        {
            PortfolioId = sync.PortfolioId,
            PartnerId = partnerId,
            AssetId = assetId,
            Tasks = tasks,
            ValidFrom = at,
            NotBefore = notBefore,
        };

    private static string NameOf(NamedPartner partner) =>
        partner.Name is { Length: > 0 } ? partner.Name : partner.BusinessId;
}
