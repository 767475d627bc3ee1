using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;

namespace SystemUserManager.SystemUsers;

/// <summary>What the record asks for on one asset that is there, tasks by Meta's names.</summary>
/// <param name="Why">Why it goes beyond the purpose preset; null: nobody said.</param>
internal sealed record RecordedGrant(
    long AssetId,
    AssetKind Kind,
    string AssetName,
    IReadOnlyList<string> Tasks,
    string? Why
)
{
    /// <summary>By name of the asset. Of one that nobody adopted: what its adoption would take over.</summary>
    public static async Task<IReadOnlyList<RecordedGrant>> OfAsync(
        AppDb db,
        SystemUser systemUser,
        CancellationToken cancellationToken
    )
    {
        var tasks = systemUser.IsOurs
            ? db
                .Grants.Where(g => g.SystemUserId == systemUser.Id && g.AskedTasks != "")
                .Select(g => new
                {
                    g.AssetId,
                    Tasks = g.AskedTasks,
                    g.Why,
                })
            : db
                .SeenGrants.Where(g => g.SystemUserId == systemUser.Id && g.ValidTo == null)
                .Select(g => new
                {
                    g.AssetId,
                    g.Tasks,
                    Why = db
                        .Grants.Where(r => r.SystemUserId == systemUser.Id && r.AssetId == g.AssetId)
                        .Select(r => r.Why)
                        .FirstOrDefault(),
                });
        var rows = await (
            from g in tasks
            join a in db.Assets on g.AssetId equals a.Id
            where a.GoneAt == null
            orderby a.NameKey, a.Id
            select new
            {
                a.Id,
                a.Kind,
                a.Name,
                g.Tasks,
                g.Why,
            }
        ).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new RecordedGrant(r.Id, r.Kind, r.Name, TaskSet.Parse(r.Tasks), r.Why))];
    }

    public IReadOnlyList<string> Beyond(PurposePreset? preset) => BeyondPreset.Tasks(preset, Kind, Tasks);
}
