using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// The tokens that a system user's consumers should work with: of each app the newest that is alive and proved. A token
/// is for one app, so that a newer one of another app takes the place of none.
/// </summary>
public static class ProvedTokens
{
    /// <summary>The newest first; empty: there is none.</summary>
    public static IReadOnlyList<Token> Of(IEnumerable<Token> tokens) =>
        [
            .. tokens
                .Where(t => t is { ProvedAt: not null, State: TokenState.Active or TokenState.Rotating })
                .GroupBy(t => t.AppId)
                .Select(app => app.MaxBy(t => t.Id)!)
                .OrderByDescending(t => t.Id),
        ];

    /// <summary>As <see cref="Of"/>.</summary>
    internal static async Task<IReadOnlyList<Token>> FindAsync(
        AppDb db,
        long systemUserId,
        CancellationToken cancellationToken
    ) =>
        Of(
            await db
                .Tokens.Where(t => t.SystemUserId == systemUserId && t.ProvedAt != null)
                .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
                .ToListAsync(cancellationToken)
        );

    /// <summary>null: it isn't one of them, or none was said and there are several.</summary>
    internal static Token? Choose(this IReadOnlyList<Token> proved, long? tokenId) =>
        tokenId is { } id ? proved.FirstOrDefault(t => t.Id == id)
        : proved is [var only] ? only
        : null;
}
