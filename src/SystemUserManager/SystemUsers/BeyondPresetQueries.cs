using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <param name="Tasks">Those that the preset doesn't need.</param>
/// <param name="Why">The sentence that the record keeps; null: none.</param>
public sealed record GrantBeyondPreset(long AssetId, string AssetName, IReadOnlyList<string> Tasks, string? Why);

/// <param name="Scopes">Those that the preset doesn't need.</param>
/// <param name="Why">The sentence that the record keeps; null: none.</param>
public sealed record TokenBeyondPreset(long TokenId, IReadOnlyList<string> Scopes, string? Why);

/// <summary>Reads what of a system user goes beyond a purpose preset, its own or another; tenancy applies.</summary>
public sealed class BeyondPresetQueries(AppDb db)
{
    /// <summary>By name of the asset; empty: nothing, or the system user isn't there.</summary>
    public async Task<IReadOnlyList<GrantBeyondPreset>> GrantsAsync(
        long systemUserId,
        string? presetKey,
        CancellationToken cancellationToken
    )
    {
        if (PurposePresets.Find(presetKey) is not { IsOpen: false } preset)
            return [];
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == systemUserId, cancellationToken);
        if (systemUser is null)
            return [];
        var recorded = await RecordedGrant.OfAsync(db, systemUser, cancellationToken);
        return
        [
            .. recorded
                .Select(g => new GrantBeyondPreset(g.AssetId, g.AssetName, g.Beyond(preset), g.Why))
                .Where(g => g.Tasks.Count > 0),
        ];
    }

    /// <summary>Of the live tokens, the oldest first; empty: nothing, or the system user isn't there.</summary>
    public async Task<IReadOnlyList<TokenBeyondPreset>> TokensAsync(
        long systemUserId,
        string? presetKey,
        CancellationToken cancellationToken
    )
    {
        if (PurposePresets.Find(presetKey) is not { IsOpen: false } preset)
            return [];
        var tokens = await db
            .Tokens.AsNoTracking()
            .Where(IsLiveOf(systemUserId))
            .OrderBy(t => t.Id)
            .ToListAsync(cancellationToken);
        return
        [
            .. tokens
                .Select(t => new TokenBeyondPreset(t.Id, BeyondPreset.Scopes(preset, ScopesOf(t)), t.ScopesWhy))
                .Where(t => t.Scopes.Count > 0),
        ];
    }

    internal static Expression<Func<Token, bool>> IsLiveOf(long systemUserId) =>
        t => t.SystemUserId == systemUserId && t.State != TokenState.Revoked && t.State != TokenState.Expired;

    internal static IReadOnlyList<string> ScopesOf(Token token) => TaskSet.Parse(token.Scopes);
}
