using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

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
}
