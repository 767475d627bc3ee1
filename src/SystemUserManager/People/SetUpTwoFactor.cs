using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Sets up codes for the current user: with the key that the page showed, and a code of it that proves that the code
/// generator has it. Other sessions end: they began without. Answers with the recovery codes, shown this once.
/// </summary>
public sealed class SetUpTwoFactor(
    AppDb db,
    UserManager<Account> accounts,
    IUserStore<Account> store,
    TotpCodes codes,
    CurrentUser user,
    TimeProvider time
)
{
    public const int RecoveryCodes = 10;

    /// <param name="Key">Base32, of <see cref="Totp.NewKey"/>.</param>
    public sealed record Input(string Key, string Code);

    public async Task<Result<TwoFactorMade>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        if (codes.StepOf(input.Key, input.Code) is not { } step)
            return InvalidValue.Of(
                "Code",
                "This is not the code of now. Nothing was set up. Look whether the clock of your device is right, and type the next one."
            );
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(user.AccountId) is not { EndedAt: null } account)
            return new NotAllowed("set up two-factor");
        await db.ForgetCodesAsync(account, cancellationToken);
        // Through the store: UserManager offers only a key of its own making.
        var keys = (IUserAuthenticatorKeyStore<Account>)store;
        await keys.SetAuthenticatorKeyAsync(account, input.Key, cancellationToken);
        account.TwoFactorEnabled = true;
        await codes.UseStepAsync(account, step, cancellationToken);
        var made = await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes);
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        await db.EndOthersAsync(user, account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(SessionAudit.TwoFactorSetUp(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TwoFactorMade(account, [.. made!]);
    }
}

/// <param name="RecoveryCodes">In clear, for the only time.</param>
public sealed record TwoFactorMade(Account Account, IReadOnlyList<string> RecoveryCodes)
{
    public override string ToString() => $"TwoFactorMade {{ Account = {Account.Id} }}";
}
