using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>
/// Looks at a code of a code generator. One step of 30 seconds to either side is let through, for clocks that differ;
/// a code counts once, and none before it counts after it.
/// </summary>
public sealed class TotpCodes(AppDb db, UserManager<Account> accounts, TimeProvider time)
{
    private const string Provider = "SystemUserManager";
    private const string LastStep = "LastCodeStep";

    /// <summary>True for a right code that wasn't used yet; it is used then.</summary>
    public async Task<bool> UseAsync(Account account, string code, CancellationToken cancellationToken)
    {
        if (await accounts.GetAuthenticatorKeyAsync(account) is not { } key || StepOf(key, code) is not { } step)
            return false;
        return await UseStepAsync(account, step, cancellationToken);
    }

    /// <summary>The step that the code is of, now or beside now; null: none.</summary>
    public long? StepOf(string key, string code)
    {
        var now = Totp.StepAt(time.GetUtcNow());
        var typed = Encoding.ASCII.GetBytes(string.Concat(code.Where(char.IsAsciiDigit)));
        long? found = null;
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.ASCII.GetBytes(Totp.CodeAt(key, step))))
                found = step;
        }
        return found;
    }

    /// <summary>Of two who send the same code at once, one is let in: the row is changed only from what was read.</summary>
    public async Task<bool> UseStepAsync(Account account, long step, CancellationToken cancellationToken)
    {
        var text = step.ToString(CultureInfo.InvariantCulture);
        var rows = db.UserTokens.Where(t =>
            t.UserId == account.Id && t.LoginProvider == Provider && t.Name == LastStep
        );
        var last = await rows.AsNoTracking().Select(t => t.Value).SingleOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            // Written when the code generator is set up, with the code that confirmed it.
            await accounts.SetAuthenticationTokenAsync(account, Provider, LastStep, text);
            return true;
        }
        if (step <= long.Parse(last, CultureInfo.InvariantCulture))
            return false;
        return await rows.Where(t => t.Value == last)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.Value, text), cancellationToken) == 1;
    }
}
