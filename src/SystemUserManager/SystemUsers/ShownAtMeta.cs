using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>It was read anew between opening the form and sending it.</summary>
/// <param name="Now">What Meta showed at the last read.</param>
public sealed record SystemUserMoved(string Now)
    : Problem(
        $"This changed since the page was opened: by now Meta shows \"{Now}\". Nothing was changed. Look at what it reaches, then send the form again."
    );

/// <summary>What Meta shows of a found system user: what becomes what is meant when somebody adopts it.</summary>
/// <param name="Words">"ads sync, EMPLOYEE, reaches 12 assets".</param>
/// <param name="Mark">The same for the same name, role and grants, and for nothing else.</param>
public sealed record ShownAtMeta(string Words, string Mark)
{
    internal static async Task<ShownAtMeta> OfAsync(
        AppDb db,
        SystemUser systemUser,
        CancellationToken cancellationToken
    )
    {
        var all = await OfAllAsync(db, [systemUser], cancellationToken);
        return all[systemUser.Id];
    }

    /// <summary>By their ids.</summary>
    internal static async Task<Dictionary<long, ShownAtMeta>> OfAllAsync(
        AppDb db,
        IReadOnlyCollection<SystemUser> systemUsers,
        CancellationToken cancellationToken
    )
    {
        var ids = systemUsers.Select(s => s.Id).ToList();
        var grants = (
            await db
                .SeenGrants.Where(g => ids.Contains(g.SystemUserId) && g.ValidTo == null)
                .OrderBy(g => g.AssetId)
                .Select(g => new
                {
                    g.SystemUserId,
                    g.AssetId,
                    g.Tasks,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(g => g.SystemUserId, g => $"{g.AssetId} {g.Tasks}");
        return systemUsers.ToDictionary(s => s.Id, s => Of(s, [.. grants[s.Id]]));
    }

    private static ShownAtMeta Of(SystemUser systemUser, IReadOnlyCollection<string> grants)
    {
        var all = string.Join('\n', grants.Prepend(systemUser.Role).Prepend(systemUser.Name));
        return new ShownAtMeta(
            $"{systemUser.Name}, {systemUser.Role}, reaches {FindingText.Count(grants.Count, "asset")}",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))
        );
    }
}
