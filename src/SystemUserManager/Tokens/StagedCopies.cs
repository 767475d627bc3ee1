using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>
/// Disables versions that we staged. One that holds another value than its token's was made by a worker that was frozen in
/// the middle of a call and went on after all: that token is ended at Meta first, by the only copy that there is.
/// </summary>
internal static class StagedCopies
{
    /// <returns>False: it holds another token, which Meta didn't end. It isn't disabled.</returns>
    public static async Task<bool> TryDisableAsync(
        OperationRun run,
        PortfolioSession session,
        string name,
        string version,
        Token token,
        CancellationToken cancellationToken
    )
    {
        await run.NoteSecretReadAsync(name);
        try
        {
            var staged = await session.Vault.ReadTokenAsync(name, version, cancellationToken);
            if (
                staged.Value.Sha256 != token.ValueSha256
                && !await OrphanTokens.TryRevokeAsync(
                    run,
                    session,
                    staged.Value,
                    "Revoke a token that nobody asked for"
                )
            )
                return false;
        }
        catch (VaultException unusable) when (unusable.Failure == VaultFailure.Unusable)
        {
            // No token.
        }

        await session.Vault.DisableAsync(name, version);
        return true;
    }

    public static StepResult Ask(OperationRun run, string name) =>
        StepFailures.Ask(
            run,
            $"\"{name}\" holds a token more than was asked for, and Meta didn't end it. Its copy stays, so that it can be ended."
        );
}
