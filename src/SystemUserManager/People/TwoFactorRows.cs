using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>The rows that stand for codes. Part of an act, inside its transaction.</summary>
internal static class TwoFactorRows
{
    /// <summary>Key, recovery codes (a passkey's too) and the last code that was used.</summary>
    public static Task<int> ForgetCodesAsync(this AppDb db, Account account, CancellationToken cancellationToken)
    {
        account.TwoFactorEnabled = false;
        return db.UserTokens.Where(t => t.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
