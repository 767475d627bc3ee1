using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>
/// Asks for a new control token before the one in use ends: the product's own rotation, which nobody has to think of.
/// Only under Observe and act; otherwise the pages warn with the date. The worker's half is
/// <see cref="RenewControlTokenWork"/>.
/// </summary>
internal sealed class RenewControlToken(AppDb db, AskOperation ask, TimeProvider time)
{
    public const string LookAtIt = "Look at the control token in use";
    public const string ActThroughIt = "Act through the new one";
    public const string EndTheOld = "End the old one";

    /// <summary>So many days before its end a control token is renewed, and the pages begin to name the date.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromDays(20);

    // What went wrong today may go well tomorrow, and there are twenty days.
    private static readonly TimeSpan BetweenTries = TimeSpan.FromDays(1);

    public static readonly IReadOnlyList<string> Plan = [LookAtIt, .. IssueToken.TokenSteps, ActThroughIt, EndTheOld];

    public async Task AskIfDueAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (portfolio.ControlTokenExpiresAt is not { } end || end - now > Before)
            return;
        if (PortfolioRules.WhyItCannotAct(portfolio) is not null || await IsTriedAsync(portfolio.Id, now))
            return;
        var systemUserId = await db
            .SystemUsers.Where(s =>
                s.PortfolioId == portfolio.Id && s.GraphId == portfolio.ControlSystemUserGraphId && s.VanishedAt == null
            )
            .Select(s => (long?)s.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (systemUserId is null)
            return;
        var operation = ask.New(
            OperationKind.RenewControlToken,
            portfolio.Id,
            $"Renew the control token of {portfolio.Name}",
            new ActRequest(Guid.NewGuid(), $"It ends on {end:yyyy-MM-dd}.", null),
            isChange: true
        );
        operation.SystemUserId = systemUserId;
        await ask.SaveAsync(operation, Plan, $"secret {portfolio.ControlTokenSecret}", cancellationToken);
    }

    /// <summary>One is under way or stands, or another was begun less than a day ago.</summary>
    private Task<bool> IsTriedAsync(long portfolioId, DateTimeOffset now) =>
        db.Operations.AnyAsync(o =>
            o.PortfolioId == portfolioId
            && o.Kind == OperationKind.RenewControlToken
            && ((o.State != OperationState.Done && o.State != OperationState.Failed) || o.AskedAt > now - BetweenTries)
        );
}
