using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Fixture;

/// <summary>
/// How an operation ended and how everything stands then, at Meta, in the vault and in the record, as lines of text
/// without what differs from one world to another: ids, values, times.
/// </summary>
internal static partial class Picture
{
    public static async Task<IReadOnlyList<string>> OfAsync(World world, Operation operation)
    {
        var lines = new List<string> { $"{operation.Title}: {operation.State}, {operation.Outcome}" };
        lines.AddRange(
            operation
                .Steps.OrderBy(s => s.Number)
                .Select(s => $"{s.Name}: {s.State}{(s.HasWarning ? ", with a warning" : "")}")
        );
        lines.AddRange(world.Meta.Read(AtMeta).Order(StringComparer.Ordinal));
        lines.AddRange(InVault(world).Order(StringComparer.Ordinal));
        lines.AddRange((await InRecordAsync(world)).Order(StringComparer.Ordinal));
        return [.. lines.Select(WithoutChance)];
    }

    private static List<string> AtMeta(GraphState state) =>
        [
            .. from business in state.Businesses
            from user in state.Members.SystemUsersOf(business.Id)
            let tokens = state.Tokens.Of(user.Id).ToList()
            let grants = state
                .Grants.Of(user.Id)
                .Select(g => $"{state.Assets.Find(g.Key)!.Name} {string.Join('+', g.Value.Tasks)}")
                .Order(StringComparer.Ordinal)
            select $"Meta: {business.Name}, {user.Name}, {user.Role}, apps {string.Join(' ', user.InstalledApps)}, "
                + $"{tokens.Count(state.Tokens.IsLive)} of {tokens.Count} tokens live, {string.Join("; ", grants)}",
            .. state.Partners.Select(p => $"Meta: {p.PartnerId} is {p.Relation} of {p.BusinessId}"),
            .. from asset in state.Assets.All
            from client in asset.Clients ?? []
            select $"Meta: {asset.Name} is shared to {client.Key}",
        ];

    private static IEnumerable<string> InVault(World world) =>
        world.Vault.Names.Select(name =>
            $"vault: {name}, {world.Vault.Enabled(name).Count} of {world.Vault.Versions(name).Count} versions enabled"
        );

    private static async Task<List<string>> InRecordAsync(World world)
    {
        await using var db = world.OpenDatabase();
        var users = await db.SystemUsers.AsNoTracking().ToDictionaryAsync(s => s.Id);
        var assets = await db.Assets.AsNoTracking().ToDictionaryAsync(a => a.Id, a => a.Name);
        var (portfolios, tokens, versions) = (
            await db.Portfolios.AsNoTracking().ToListAsync(),
            await db.Tokens.AsNoTracking().ToListAsync(),
            await db.TokenStateVersions.AsNoTracking().Where(v => v.ValidTo == null).ToListAsync()
        );
        var shared = await db.PartnerShares.AsNoTracking().Where(s => s.ValidTo == null).ToListAsync();
        var (seen, asked) = (
            await db.SeenGrants.AsNoTracking().Where(g => g.ValidTo == null).ToListAsync(),
            await db.Grants.AsNoTracking().ToListAsync()
        );
        return
        [
            .. portfolios.Select(p => $"record: {p.Name}, {p.State}, {p.ControlTokenSecret}, {p.ControlTokenScopes}"),
            .. (await db.PortfolioApps.AsNoTracking().ToListAsync()).Select(a =>
                $"record: {a.Name}, {a.ControlTokenSecret}, read {a.LastReadAt != null}"
            ),
            .. (await db.AppScopedSystemUsers.AsNoTracking().ToListAsync()).Select(s =>
                $"record: {s.Name} of another app is {users.GetValueOrDefault(s.SystemUserId ?? 0)?.Name}"
            ),
            .. users.Values.Select(s =>
                $"record: {s.Name}, {s.Role}, {s.Origin}, secret {s.SecretName}, adopted {s.AdoptedAt != null}, gone {s.VanishedAt != null}"
            ),
            .. tokens.Select(t =>
                $"record: a token of {users[t.SystemUserId].Name}, {t.State}, {t.Origin}, {t.SecretName}, {t.Scopes}, "
                + $"value known {t.ValueSha256 != null}, revoked {t.RevokedAt != null}, "
                + $"open versions {string.Join('+', versions.Where(v => v.TokenId == t.Id).Select(v => v.State))}"
            ),
            .. (await db.Partners.AsNoTracking().ToListAsync()).Select(p =>
                $"record: {p.Relation} {p.Name}, gone {p.GoneAt != null}, {shared.Count(s => s.PartnerId == p.Id)} shared"
            ),
            .. (await db.ChecklistLines.AsNoTracking().ToListAsync()).Select(l =>
                $"record: to do, {l.Text}, done {l.DoneAt != null}"
            ),
            .. seen.Select(g => $"record: {users[g.SystemUserId].Name} is seen on {assets[g.AssetId]}, {g.Tasks}"),
            .. asked.Select(g =>
                $"record: {users[g.SystemUserId].Name} was asked for {assets[g.AssetId]}, {g.ConfirmedTasks}"
            ),
        ];
    }

    /// <summary>Names of secrets end in eight letters of chance; a vault's versions are of nothing else.</summary>
    private static string WithoutChance(string line) => Version().Replace(NameEnd().Replace(line, "${name}-#"), "#");

    [GeneratedRegex("(?<name>meta-[0-9]+-[a-z0-9-]+)-[a-z2-7]{8}(?![a-z0-9])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameEnd();

    [GeneratedRegex("[0-9a-f]{32}", RegexOptions.None, 1000)]
    private static partial Regex Version();
}
