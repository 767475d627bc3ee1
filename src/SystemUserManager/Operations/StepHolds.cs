using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

/// <summary>Not now: nothing of the step was tried, and no try is counted.</summary>
internal sealed record StepHold(DateTimeOffset Until, string Why);

/// <summary>
/// Whether the next step may start at all: Meta's rate limit (all but revokes wait), a vault that takes no writes and a
/// clock that is wrong (no token is made or proved).
/// </summary>
internal sealed class StepHolds(
    GraphLimits limits,
    VaultBreakers breakers,
    VaultClients vaults,
    ClockWatch watch,
    DatabaseClock clock
)
{
    public const string VaultTakesNoWrites =
        "The vault takes no writes, so no token is made until it does. It goes on by itself.";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    public async Task<StepHold?> FindAsync(
        AppDb db,
        Operation operation,
        string stepName,
        CancellationToken cancellationToken
    )
    {
        if (operation.IsRevoke)
            return null;
        if (
            await limits.FindBlockAsync(db, operation.PortfolioId, operation.PortfolioAppId, cancellationToken) is
            { } blocked
        )
            return new StepHold(blocked, "Meta's rate limit is reached; nothing is lost. It goes on by itself.");
        if (!IssueToken.TokenSteps.Contains(stepName))
            return null;
        if (
            watch.Skew is { IsTooFar: true }
            && await watch.LookAgainAsync(cancellationToken) is { IsTooFar: true } skew
        )
            return new StepHold(
                clock.Now + LookAgain,
                $"The worker's clock is {skew.Words}, so no token is made or proved. Set it right; it goes on by itself."
            );
        if (
            stepName is IssueToken.ReserveInVault or IssueToken.GenerateAndStage
            && await breakers.FindOpenAsync(db, await VaultAsync(db, operation, cancellationToken), cancellationToken)
                is { } open
        )
            return new StepHold(open, VaultTakesNoWrites);
        return null;
    }

    private async Task<Uri> VaultAsync(AppDb db, Operation operation, CancellationToken cancellationToken) =>
        vaults.AddressOf(
            await db
                .Portfolios.Where(p => p.Id == operation.PortfolioId)
                .Select(p => p.VaultUri)
                .FirstOrDefaultAsync(cancellationToken)
        );
}
