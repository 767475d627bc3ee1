using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Tokens;

/// <summary>A token's state changes together with its history: the version that was open ends where the next begins.</summary>
internal static class TokenHistory
{
    public static async Task EnterAsync(AppDb db, Token token, TokenState state, DateTimeOffset at)
    {
        if (token.Id != 0)
        {
            foreach (
                var open in await db
                    .TokenStateVersions.Where(v => v.TokenId == token.Id && v.ValidTo == null)
                    .ToListAsync()
            )
                open.ValidTo = at;
        }

        db.TokenStateVersions.Add(token.Enter(state, at));
    }

    /// <summary>
    /// An operation ended without doing all of it: no token stays "being issued" or "being revoked". One that may have
    /// been generated is an orphan until somebody ends it; one that wasn't revoked is what it was before.
    /// </summary>
    public static async Task SettleAsync(AppDb db, Operation operation, DateTimeOffset at)
    {
        var generated = operation.Steps.Any(s => s.Name == IssueToken.GenerateAndStage && s.Attempts > 0);
        foreach (
            var token in await db
                .Tokens.Where(t => t.IssueOperationId == operation.Id && t.State == TokenState.Issuing)
                .ToListAsync()
        )
        {
            // The step that ended it may have said already what became of it.
            if (token.State != TokenState.Issuing)
                continue;
            await EnterAsync(db, token, generated ? TokenState.Orphan : TokenState.Revoked, at);
            if (!generated)
                token.RevocationProof = "Never made: the operation ended before Meta was asked for it.";
        }

        if (operation.Kind is not (OperationKind.RevokeToken or OperationKind.RevokeAllTokens))
            return;
        foreach (
            var token in await db
                .Tokens.Where(t => t.SystemUserId == operation.SystemUserId && t.State == TokenState.Revoking)
                .Where(t => operation.TokenId == null || t.Id == operation.TokenId)
                .ToListAsync()
        )
        {
            if (token.State != TokenState.Revoking)
                continue;
            var before = await db
                .TokenStateVersions.Where(v => v.TokenId == token.Id && v.State != TokenState.Revoking)
                .OrderByDescending(v => v.Id)
                .Select(v => v.State)
                .FirstAsync();
            await EnterAsync(db, token, before, at);
        }
    }
}
