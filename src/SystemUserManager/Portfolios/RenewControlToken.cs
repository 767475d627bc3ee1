using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
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

    /// <summary>For the app that the portfolio is connected through, and for each other one.</summary>
    public async Task AskIfDueAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        if (PortfolioRules.WhyItCannotAct(portfolio) is not null)
            return;
        if (IsDue(portfolio))
        {
            var own = db.SystemUsers.Where(s =>
                s.PortfolioId == portfolio.Id && s.GraphId == portfolio.ControlSystemUserGraphId
            );
            await AskAsync(portfolio, portfolio, null, portfolio.Name, own, cancellationToken);
        }

        var others = await db
            .PortfolioApps.AsNoTracking()
            .Where(a => a.PortfolioId == portfolio.Id && a.RemovedAt == null && a.NoAccessSince == null)
            .OrderBy(a => a.Id)
            .ToListAsync(cancellationToken);
        foreach (var app in others.Where(IsDue))
        {
            // One that isn't joined has no record that a token could be of: a person joins it first.
            var joined = db.SystemUsers.Where(s =>
                db.AppScopedSystemUsers.Any(j =>
                    j.SystemUserId == s.Id && j.PortfolioAppId == app.Id && j.GraphId == app.ControlSystemUserGraphId
                )
            );
            await AskAsync(portfolio, app, app.Id, $"{app.Name} of {portfolio.Name}", joined, cancellationToken);
        }
    }

    private bool IsDue(IControlAccess access) => access.ControlTokenExpiresAt - time.GetUtcNow() <= Before;

    private async Task AskAsync(
        Portfolio portfolio,
        IControlAccess access,
        long? portfolioAppId,
        string name,
        IQueryable<SystemUser> systemUsers,
        CancellationToken cancellationToken
    )
    {
        if (await IsTriedAsync(portfolio.Id, portfolioAppId, cancellationToken))
            return;
        var systemUserId = await systemUsers
            .Where(s => s.VanishedAt == null)
            .Select(s => (long?)s.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (systemUserId is null)
            return;
        var operation = ask.New(
            OperationKind.RenewControlToken,
            portfolio.Id,
            $"Renew the control token of {name}",
            new ActRequest(Guid.NewGuid(), $"It ends on {access.ControlTokenExpiresAt:yyyy-MM-dd}.", null),
            isChange: true
        );
        operation.SystemUserId = systemUserId;
        operation.PortfolioAppId = portfolioAppId;
        await ask.SaveAsync(operation, Plan, $"secret {access.ControlTokenSecret}", cancellationToken);
    }

    /// <summary>One is under way or stands, or another was begun less than a day ago.</summary>
    private Task<bool> IsTriedAsync(long portfolioId, long? portfolioAppId, CancellationToken cancellationToken)
    {
        var lately = time.GetUtcNow() - BetweenTries;
        return db.Operations.AnyAsync(
            o =>
                o.PortfolioId == portfolioId
                && o.PortfolioAppId == portfolioAppId
                && o.Kind == OperationKind.RenewControlToken
                && ((o.State != OperationState.Done && o.State != OperationState.Failed) || o.AskedAt > lately),
            cancellationToken
        );
    }
}
