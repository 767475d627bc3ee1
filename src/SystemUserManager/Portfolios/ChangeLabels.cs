using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

/// <param name="Labels">All that it is to have; empty: none.</param>
public sealed record ChangeLabelsRequest(long PortfolioId, IReadOnlyCollection<string> Labels);

/// <summary>
/// Gives a portfolio other labels than it had. Who has a role on a label gains or loses sight of it with their next
/// request. Role needed: Administrator of all portfolios, since labels decide who sees what.
/// </summary>
public sealed class ChangeLabels(AppDb db, CurrentUser user)
{
    public async Task<Result<Portfolio>> RunAsync(ChangeLabelsRequest request, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("change labels");
        var wanted = PortfolioLabels.Of(request.Labels);
        if (PortfolioLabels.FindProblem(nameof(request.Labels), wanted) is { } wrong)
            return wrong;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LabelRows.LockAsync(db, cancellationToken);
        var had = await db
            .PortfolioLabels.Where(l => l.PortfolioId == portfolio.Id)
            .OrderBy(l => l.LabelKey)
            .Select(l => l.Label)
            .ToListAsync(cancellationToken);
        if (had.SequenceEqual(wanted.Select(w => w.Label), StringComparer.Ordinal))
            return portfolio;
        var seenBy = await LabelRows.SeenByAsync(db, portfolio.Id, cancellationToken);
        var seenByNow = await LabelRows.SetAsync(db, portfolio.Id, wanted, cancellationToken);
        db.Audit(PortfolioAudit.LabelsChanged(portfolio, (had, seenBy), ([.. wanted.Select(w => w.Label)], seenByNow)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return portfolio;
    }
}
