using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>The token that a system user's consumers should work with: the newest that is alive and proved.</summary>
public static class ProvedToken
{
    /// <summary>null: there is none.</summary>
    public static Token? Of(IEnumerable<Token> tokens) =>
        tokens
            .Where(t => t is { ProvedAt: not null, State: TokenState.Active or TokenState.Rotating })
            .MaxBy(t => t.Id);

    /// <summary>null: there is none.</summary>
    internal static Task<Token?> FindAsync(AppDb db, long systemUserId, CancellationToken cancellationToken) =>
        db
            .Tokens.Where(t => t.SystemUserId == systemUserId && t.ProvedAt != null)
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            .OrderByDescending(t => t.Id)
            .FirstOrDefaultAsync(cancellationToken);
}
