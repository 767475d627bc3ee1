using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Partners;

/// <param name="Assets">The names of what it reaches of that which is shared, by name.</param>
/// <param name="ReachesOthers">It reaches assets that have nothing to do with the partner, too.</param>
public sealed record TiedSystemUser(
    long Id,
    string Name,
    string? OwnerName,
    bool IsControl,
    IReadOnlyList<string> Assets,
    bool ReachesOthers
);

/// <summary>A token whose scopes could be used on nothing but what is shared.</summary>
public sealed record TiedToken(long Id, long SystemUserId, string SystemUserName, string SecretName);

/// <summary>
/// What hangs on a partner and should be looked at when it goes: system users that reach what is shared, tokens that
/// served nothing else, secrets of the vault that are named for it, and the apps of others, of which Meta doesn't tell
/// whose each is.
/// </summary>
public sealed record PartnerTies(
    IReadOnlyList<TiedSystemUser> SystemUsers,
    IReadOnlyList<TiedToken> Tokens,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<string> Apps
)
{
    private const int ShortestWord = 4;

    private sealed record Reached(long SystemUserId, long AssetId, AssetKind Kind, string Name, bool IsShared);

    public static async Task<PartnerTies> FindAsync(AppDb db, Partner partner, CancellationToken cancellationToken)
    {
        var reached = await ReachedAsync(db, partner, cancellationToken);
        var ids = reached.Select(r => r.Key).ToList();
        var control = await db.ControlSystemUserIds().Where(s => ids.Contains(s)).ToListAsync(cancellationToken);
        var systemUsers = await db
            .SystemUsers.Where(s => ids.Contains(s.Id) && s.VanishedAt == null)
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Select(s => new
            {
                s.Id,
                s.Name,
                Owner = db.People.Where(p => p.Id == s.OwnerId).Select(p => p.Name).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var tied = systemUsers.ConvertAll(s => new TiedSystemUser(
            s.Id,
            s.Name,
            s.Owner,
            control.Contains(s.Id),
            [.. reached[s.Id].Where(r => r.IsShared).Select(r => r.Name).Order(StringComparer.Ordinal)],
            reached[s.Id].Any(r => !r.IsShared)
        ));
        return new PartnerTies(
            tied,
            await TokensAsync(db, tied, reached, cancellationToken),
            await SecretsAsync(db, partner, cancellationToken),
            await db
                .BusinessApps.Where(a => a.PortfolioId == partner.PortfolioId && !a.IsOwned && a.GoneAt == null)
                .OrderBy(a => a.Name)
                .ThenBy(a => a.Id)
                .Select(a => a.Name)
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Everything that each of those reaches who reach something of what is shared; asset groups aside.</summary>
    private static async Task<ILookup<long, Reached>> ReachedAsync(
        AppDb db,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var shared = PartnerRules.SharedNow(db, partner.Id).Select(a => a.Id);
        var tied = db
            .SeenGrants.Where(g => g.ValidTo == null && shared.Contains(g.AssetId))
            .Select(g => g.SystemUserId);
        var grants = await (
            from grant in db.SeenGrants
            join asset in db.Assets on grant.AssetId equals asset.Id
            where grant.ValidTo == null && tied.Contains(grant.SystemUserId)
            where asset.GoneAt == null && asset.Kind != AssetKind.AssetGroup
            select new Reached(grant.SystemUserId, asset.Id, asset.Kind, asset.Name, shared.Contains(asset.Id))
        ).ToListAsync(cancellationToken);
        return grants.ToLookup(g => g.SystemUserId);
    }

    private static async Task<IReadOnlyList<TiedToken>> TokensAsync(
        AppDb db,
        List<TiedSystemUser> systemUsers,
        ILookup<long, Reached> reached,
        CancellationToken cancellationToken
    )
    {
        var names = systemUsers.Where(s => !s.IsControl).ToDictionary(s => s.Id, s => s.Name);
        var tokens = await db
            .Tokens.AsNoTracking()
            .Where(t => names.Keys.Contains(t.SystemUserId))
            .Where(t => t.State != TokenState.Revoked && t.State != TokenState.Expired)
            .OrderBy(t => t.Id)
            .ToListAsync(cancellationToken);
        return
        [
            .. tokens
                .Where(t => ServesOnlyShared(t, reached[t.SystemUserId]))
                .Select(t => new TiedToken(t.Id, t.SystemUserId, names[t.SystemUserId], t.SecretName)),
        ];
    }

    private static bool ServesOnlyShared(Token token, IEnumerable<Reached> reached)
    {
        var uses = TaskSet.Parse(token.Scopes).Select(ScopeUse.Find).OfType<ScopeUse>().ToList();
        var served = reached.Where(r => uses.Exists(u => u.Serves(r.Kind))).ToList();
        return served.Count > 0 && served.TrueForAll(r => r.IsShared);
    }

    /// <summary>Those of which one part of the name is the partner's first word; never those that this product acts with.</summary>
    private static async Task<IReadOnlyList<string>> SecretsAsync(
        AppDb db,
        Partner partner,
        CancellationToken cancellationToken
    )
    {
        var word = SecretName.Slug(partner.Name).Split('-')[0];
        if (word.Length < ShortestWord)
            return [];
        var names = await db
            .VaultSecrets.Where(s => s.PortfolioId == partner.PortfolioId && s.GoneAt == null && s.IsEnabled)
            .Select(s => s.Name)
            .ToListAsync(cancellationToken);
        var own = await db
            .Portfolios.Where(p => p.Id == partner.PortfolioId)
            .Select(p => new { p.ControlTokenSecret, p.AppSecretSecret })
            .Concat(
                db.PortfolioApps.Where(a => a.PortfolioId == partner.PortfolioId)
                    .Select(a => new { a.ControlTokenSecret, a.AppSecretSecret })
            )
            .ToListAsync(cancellationToken);
        var acting = own.SelectMany(o => new[] { o.ControlTokenSecret, o.AppSecretSecret })
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. names
                .Where(n => !acting.Contains(n) && n.Split('-').Contains(word, StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
    }
}
