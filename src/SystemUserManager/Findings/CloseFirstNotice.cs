using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.Findings;

/// <summary>
/// Somebody has seen what the first comparison of a portfolio found: Home doesn't say it to anybody any more. The findings
/// stay. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class CloseFirstNotice(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>Closed already is closed.</summary>
    public async Task<Result<Portfolio>> RunAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == portfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("close this notice for everybody");
        if (portfolio.FirstNoticeClosedAt is not null)
            return portfolio;
        await CloseAsync(portfolio, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return portfolio;
    }

    /// <summary>Those of all portfolios that the asker administers, compared and not closed yet; each is audited.</summary>
    /// <returns>How many were closed.</returns>
    public async Task<Result<int>> RunForAllAsync(CancellationToken cancellationToken)
    {
        var portfolios = await db
            .Portfolios.Where(p => p.ComparedAt != null && p.FirstNoticeClosedAt == null)
            .Where(p => p.State != PortfolioState.Disconnected)
            .Where(p => db.Findings.Any(f => f.PortfolioId == p.Id && f.ResolvedAt == null))
            .OrderBy(p => p.Id)
            .ToListAsync(cancellationToken);
        var mine = portfolios.Where(p => user.May(Role.Administrator, p.Id)).ToList();
        if (mine.Count == 0 && portfolios.Count > 0)
            return new NotAllowed("close these notices for everybody");
        foreach (var portfolio in mine)
            await CloseAsync(portfolio, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return mine.Count;
    }

    private async Task CloseAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        var open = await db.Findings.CountAsync(
            f => f.PortfolioId == portfolio.Id && f.ResolvedAt == null,
            cancellationToken
        );
        portfolio.FirstNoticeClosedAt = time.GetUtcNow();
        db.Audit(
            PortfolioAudit.About(portfolio, "Close the notice of the first findings") with
            {
                After = AuditFields.Of(("Open findings", FindingText.Id(open))),
            }
        );
    }
}
