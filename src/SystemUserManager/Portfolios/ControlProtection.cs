using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>
/// Asks in the work, right before each change, what was asked when it was wanted: does this product act through its system
/// user? Days may lie between, and a control token be replaced in them.
/// </summary>
internal static class ControlProtection
{
    /// <param name="tokenId">The one to be ended; null: the system user itself is changed, or all its tokens are ended.</param>
    /// <returns>null: it isn't protected.</returns>
    public static async Task<StepResult?> FindAsync(
        OperationRun run,
        long? tokenId,
        CancellationToken cancellationToken
    )
    {
        if (run.Operation.SystemUserId is not { } id)
            return null;
        var systemUser = await run.Db.SystemUsers.SingleAsync(s => s.Id == id, cancellationToken);
        var isProtected =
            await IsInHandAsync(run, id, tokenId, cancellationToken)
            || (
                await run.Db.IsControlAsync(systemUser, cancellationToken)
                && (tokenId is null || await run.Db.IsControlTokenAsync(tokenId.Value, cancellationToken))
            );
        return isProtected
            ? StepFailures.Failed(
                run,
                $"{PortfolioRules.ControlSystemUserIsProtected} It wasn't so when this was asked for. Nothing more was done."
            )
            : null;
    }

    /// <summary>Whatever the record says of it: this is the token that the step would be done with.</summary>
    private static async Task<bool> IsInHandAsync(
        OperationRun run,
        long systemUserId,
        long? tokenId,
        CancellationToken cancellationToken
    ) =>
        run.Opened?.Credentials.Token.Sha256 is { } sha256
        && await run.Db.Tokens.AnyAsync(
            t => t.SystemUserId == systemUserId && t.ValueSha256 == sha256 && (tokenId == null || t.Id == tokenId),
            cancellationToken
        );
}
