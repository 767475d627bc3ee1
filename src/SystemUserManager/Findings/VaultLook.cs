using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <param name="Leftovers">Versions of ours that should be disabled by now.</param>
/// <param name="Readable">Orphan tokens of which the vault has an enabled copy.</param>
/// <param name="Looked">Revoked tokens of which this look saw every copy.</param>
/// <param name="EnabledAgain">Versions of revoked tokens that aren't ours to disable, among those of <paramref name="Looked"/>.</param>
/// <param name="Extra">Secrets with our tag that the record doesn't know.</param>
/// <param name="Names">Of all secrets that the vault lists.</param>
internal sealed record VaultSeen(
    IReadOnlyList<Leftover> Leftovers,
    IReadOnlySet<long> Readable,
    IReadOnlySet<long> Looked,
    IReadOnlyList<SeenFinding> EnabledAgain,
    IReadOnlyList<SeenFinding> Extra,
    IReadOnlySet<string> Names
);

/// <summary>
/// Compares the vault's secrets (names, tags, states; never a value) with what the record says of one portfolio's
/// tokens. What an open operation is about is left alone.
/// </summary>
internal sealed class VaultLook(AppDb db, TimeProvider time)
{
    private const int CheckedAtATime = 200;

    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public async Task<VaultSeen> LookAsync(Portfolio portfolio, VaultCensus census, CancellationToken cancellationToken)
    {
        var vault = census.AddressOf(portfolio.VaultUri);
        var secrets = await census.ReadAsync(vault, cancellationToken);
        var tokens = await db
            .Tokens.AsNoTracking()
            .Where(t => t.PortfolioId == portfolio.Id)
            .ToDictionaryAsync(t => t.Id, cancellationToken);
        var busy = await BusyAsync(portfolio.Id, cancellationToken);
        var leftovers = new List<Leftover>();
        var readable = new HashSet<long>();
        var orphaned = tokens
            .Values.Where(t => t.State == TokenState.Orphan)
            .Select(t => SecretName.Pending(t.SecretName))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var staged in secrets.Where(s => IsSettledStaging(s, portfolio) && MayHoldCopies(s, orphaned)))
        {
            if (
                staged.TokenId is not { } id
                || !tokens.TryGetValue(id, out var latest)
                || busy.Contains(latest.SystemUserId)
            )
                continue;
            foreach (
                var version in (await census.VersionsAsync(vault, staged.Name, cancellationToken)).Where(v =>
                    v.IsEnabled && v.IsOurs
                )
            )
            {
                // Of a token made since the record was read: that is looked at next time.
                if (tokens.Values.FirstOrDefault(t => version.IsOfToken(t.Id)) is not { } token)
                    continue;
                if (token.State == TokenState.Orphan)
                    readable.Add(token.Id);
                else if (token.State != TokenState.Issuing)
                    leftovers.Add(new Leftover(token.Id, staged.Name, version.Version));
            }
        }

        var (looked, again) = await CheckRevokedAsync(
            portfolio.Id,
            vault,
            census,
            [.. tokens.Values.Where(t => t.State == TokenState.Revoked && !busy.Contains(t.SystemUserId))],
            leftovers,
            cancellationToken
        );
        return new VaultSeen(
            leftovers,
            readable,
            looked,
            again,
            await ExtraAsync(portfolio, secrets, cancellationToken),
            secrets.Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
        );
    }

    /// <summary>
    /// Revoked tokens on their first day at every look, later once a week: is each copy still disabled? Those of which one
    /// isn't at every look again, until it is.
    /// </summary>
    private async Task<(HashSet<long> Looked, List<SeenFinding> Again)> CheckRevokedAsync(
        long portfolioId,
        Uri vault,
        VaultCensus census,
        IReadOnlyList<Token> revoked,
        List<Leftover> leftovers,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var again = new List<SeenFinding>();
        var open = await db
            .Findings.Where(f => f.PortfolioId == portfolioId && f.ResolvedAt == null)
            .Where(f => f.Kind == FindingKind.VaultSecretEnabledAgain)
            .Select(f => f.TokenId)
            .ToHashSetAsync(cancellationToken);
        var due = revoked
            .Where(t => t.ValueSha256 is not null)
            .Where(t =>
                t.RevokedAt > now - Day
                || t.VaultCheckedAt is null
                || t.VaultCheckedAt < now - Week
                || open.Contains(t.Id)
            )
            .OrderBy(t => t.VaultCheckedAt)
            .Take(CheckedAtATime)
            .ToList();
        foreach (var token in due)
        {
            foreach (
                var version in (await census.VersionsAsync(vault, token.SecretName, cancellationToken)).Where(v =>
                    v.IsEnabled && (v.IsOfToken(token.Id) || v.Version == token.SecretVersion)
                )
            )
            {
                if (version.IsOurs)
                    leftovers.Add(new Leftover(token.Id, token.SecretName, version.Version));
                else
                    again.Add(
                        new SeenFinding(
                            $"{token.SecretName}/{version.Version}",
                            $"Version {version.Version} of the secret \"{token.SecretName}\" holds a revoked token and can be read again. It isn't ours to disable: disable it in the vault.",
                            token.SystemUserId,
                            token.Id
                        )
                        {
                            NotBefore = token.VaultCheckedAt,
                        }
                    );
            }
        }

        var ids = due.ConvertAll(t => t.Id);
        await db
            .Tokens.Where(t => ids.Contains(t.Id))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.VaultCheckedAt, now), cancellationToken);
        return ([.. ids], again);
    }

    private async Task<List<SeenFinding>> ExtraAsync(
        Portfolio portfolio,
        IReadOnlyList<VaultSecretSeen> secrets,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .Tokens.Where(t => t.PortfolioId == portfolio.Id)
            .Select(t => t.SecretName)
            .Union(
                db.SystemUsers.Where(s => s.PortfolioId == portfolio.Id && s.SecretName != null)
                    .Select(s => s.SecretName!)
            )
            .ToListAsync(cancellationToken);
        var names = known
            .SelectMany(n => new[] { n, SecretName.Pending(n) })
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var systemUsers = (
            await db
                .SystemUsers.Where(s => s.PortfolioId == portfolio.Id)
                .Select(s => new { s.GraphId, s.Id })
                .ToListAsync(cancellationToken)
        ).ToLookup(s => s.GraphId, s => (long?)s.Id);
        return
        [
            .. secrets
                .Where(s => s.IsOurs && s.IsOf(portfolio.BusinessId) && !names.Contains(s.Name))
                // One finding for a name and its staging.
                .GroupBy(s => SecretName.WithoutPending(s.Name), StringComparer.OrdinalIgnoreCase)
                .Select(s => new SeenFinding(
                    s.Key,
                    $"The vault has a secret \"{s.Key}\" that this tool wrote for {portfolio.Name}, and the record doesn't know it: an older copy of the database may have been restored. It may hold a live token. Nothing was touched.",
                    s.SelectMany(x => systemUsers[x.SystemUserId ?? ""]).FirstOrDefault()
                )),
        ];
    }

    private async Task<HashSet<long>> BusyAsync(long portfolioId, CancellationToken cancellationToken) =>
        [
            .. await db
                .Operations.Where(o => o.PortfolioId == portfolioId && o.SystemUserId != null)
                .Where(o => o.State == OperationState.Waiting || o.State == OperationState.Running)
                .Select(o => o.SystemUserId!.Value)
                .ToListAsync(cancellationToken),
        ];

    private bool IsSettledStaging(VaultSecretSeen secret, Portfolio portfolio) =>
        secret.IsOurs
        && secret.IsOf(portfolio.BusinessId)
        && SecretName.IsPending(secret.Name)
        && (secret.UpdatedAt is null || secret.UpdatedAt < time.GetUtcNow() - Settled);

    /// <summary>The list tells of the latest version only; a later issue leaves that disabled, whatever stands before it.</summary>
    private bool MayHoldCopies(VaultSecretSeen staging, HashSet<string> orphaned) =>
        staging.IsEnabled || orphaned.Contains(staging.Name) || staging.UpdatedAt > time.GetUtcNow() - Day;
}
