using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

public sealed record ChangeModeRequest(ActRequest Act, long PortfolioId, PortfolioMode Mode);

/// <summary>
/// Switches a portfolio between Observe only and Observe and act. Changes nothing at Meta or in the vault; work that is
/// running finishes its step under the mode it began with. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class ChangeMode(AppDb db, CurrentUser user)
{
    public async Task<Result<Portfolio>> RunAsync(ChangeModeRequest request, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("switch the mode");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (portfolio.Mode == request.Mode)
            return portfolio;
        var before = portfolio.Mode;
        portfolio.Mode = request.Mode;
        db.Audit(PortfolioAudit.ModeChanged(portfolio, before, request.Act.Reason.Trim()));
        await db.SaveChangesAsync(cancellationToken);
        return portfolio;
    }
}
