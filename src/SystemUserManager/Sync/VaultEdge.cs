using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Tokens;

namespace SystemUserManager.Sync;

/// <summary>
/// The vault's secrets that concern a portfolio: with our tag of it, or named in its record. Names, states and tags,
/// never a value. Of one that is named and was never there, there is no row.
/// </summary>
internal sealed class VaultEdge(SyncRun sync, VaultClients vaults)
{
    public const string Name = "vault";

    public async Task ReadAsync(EdgeRead edge, CancellationToken cancellationToken)
    {
        var at = sync.Now;
        var portfolio = await sync
            .Db.Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == sync.PortfolioId, cancellationToken);
        var census = new VaultCensus(vaults);
        var all = await census.ReadAsync(census.AddressOf(portfolio.VaultUri), cancellationToken);
        var named = await NamedAsync(cancellationToken);
        named.Add(portfolio.ControlTokenSecret);
        named.Add(portfolio.AppSecretSecret);
        var seen = all.Where(s => named.Contains(s.Name) || (s.IsOurs && s.IsOf(portfolio.BusinessId))).ToList();
        await edge.SawAsync(seen.Count);
        var known = await sync
            .Db.VaultSecrets.AsNoTracking()
            .Where(s => s.PortfolioId == sync.PortfolioId)
            .ToDictionaryAsync(s => s.Name, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var changes = new List<RowChange>();
        foreach (var secret in seen)
            if (!known.Remove(secret.Name, out var record))
            {
                record = new VaultSecret
                {
                    PortfolioId = sync.PortfolioId,
                    Name = secret.Name,
                    FirstSeenAt = at,
                };
                Write(record, secret);
                changes.Add(new RowChange(record));
            }
            else if (!IsSame(record, secret))
            {
                changes.Add(new RowChange(record, () => Write(record, secret)));
            }

        changes.AddRange(
            known
                .Values.Where(s => s.GoneAt is null && s.FirstSeenAt <= edge.Began)
                .Select(s => new RowChange(s, () => s.GoneAt = at))
        );
        await sync.Writes.WriteAsync(changes, cancellationToken);
    }

    private async Task<HashSet<string>> NamedAsync(CancellationToken cancellationToken)
    {
        var db = sync.Db;
        var id = sync.PortfolioId;
        var ours = await db
            .Tokens.Where(t => t.PortfolioId == id)
            .Select(t => t.SecretName)
            .Union(db.SystemUsers.Where(s => s.PortfolioId == id && s.SecretName != null).Select(s => s.SecretName!))
            .Union(
                db.AppScopedSystemUsers.Where(s => s.PortfolioId == id && s.SecretName != null)
                    .Select(s => s.SecretName!)
            )
            .ToListAsync(cancellationToken);
        var apps = await db
            .PortfolioApps.Where(a => a.PortfolioId == id && a.RemovedAt == null)
            .Select(a => new { a.ControlTokenSecret, a.AppSecretSecret })
            .ToListAsync(cancellationToken);
        return ours.SelectMany(n => new[] { n, SecretName.Pending(n) })
            .Concat(apps.SelectMany(a => new[] { a.ControlTokenSecret, a.AppSecretSecret }))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsSame(VaultSecret record, VaultSecretSeen secret) =>
        record.IsEnabled == secret.IsEnabled
        && record.ExpiresAt == secret.ExpiresAt
        && record.Tags == TagsOf(secret)
        && record.UpdatedAt == secret.UpdatedAt
        && record.GoneAt is null;

    private static void Write(VaultSecret record, VaultSecretSeen secret)
    {
        record.IsEnabled = secret.IsEnabled;
        record.ExpiresAt = secret.ExpiresAt;
        record.Tags = TagsOf(secret);
        record.UpdatedAt = secret.UpdatedAt;
        record.GoneAt = null;
    }

    private static string TagsOf(VaultSecretSeen secret) =>
        string.Join('\n', secret.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
}
