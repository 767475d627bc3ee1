using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Apps;

public sealed record RemoveAppRequest(ActRequest Act, long PortfolioAppId);

/// <summary>Tokens for this app live, and without it nobody here could end them.</summary>
public sealed record AppHasLiveTokens(string Name, int Count)
    : Problem(
        $"{(Count == 1 ? "A token" : $"{Count} tokens")} for {Name} {(Count == 1 ? "stands" : "stand")} in the record and {(Count == 1 ? "lives" : "live")}; only through this app can {(Count == 1 ? "it" : "they")} be revoked. Nothing was changed. Revoke {(Count == 1 ? "it" : "them")} first."
    );

/// <summary>Work through this app isn't finished.</summary>
public sealed record AppIsAtWork(string Title)
    : Problem($"\"{Title}\" isn't finished. Nothing was changed. Look at it first.");

/// <summary>
/// Nothing is read or done through another app of a portfolio any more; what was read through it stays. Its control token
/// lives on: nobody here ends what this product acts with. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class RemoveApp(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <returns>The portfolio's number here.</returns>
    public async Task<Result<long>> RunAsync(RemoveAppRequest request, CancellationToken cancellationToken)
    {
        var app = await db.PortfolioApps.FirstOrDefaultAsync(
            a => a.Id == request.PortfolioAppId && a.RemovedAt == null,
            cancellationToken
        );
        if (app is null)
            return new NotFound("This app of the portfolio");
        if (!user.May(Role.Administrator, app.PortfolioId))
            return new NotAllowed("remove apps");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (await WhyNotAsync(app, cancellationToken) is { } why)
            return why;
        app.RemovedAt = time.GetUtcNow();
        db.Audit(
            PortfolioAudit.About(app, "Remove app") with
            {
                Before = PortfolioAudit.Values(app),
                After = "Nothing is read or done through it any more; its control token lives on",
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return app.PortfolioId;
    }

    private async Task<Problem?> WhyNotAsync(PortfolioApp app, CancellationToken cancellationToken)
    {
        var live = await db
            .Tokens.Where(t => t.PortfolioId == app.PortfolioId && t.AppId == app.AppId)
            .Where(t => t.State != TokenState.Revoked && t.State != TokenState.Expired)
            .OrderBy(t => t.Id)
            .Select(t => new { t.Id, t.SecretName })
            .ToListAsync(cancellationToken);
        live.RemoveAll(t => SecretName.IsSame(t.SecretName, app.ControlTokenSecret));
        if (live is [var first, ..])
            return new AppHasLiveTokens(app.Name, live.Count) { Link = $"/Tokens/{first.Id}" };
        var open = await db
            .Operations.Where(o => o.PortfolioAppId == app.Id)
            .Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
            .Select(o => new { o.Id, o.Title })
            .FirstOrDefaultAsync(cancellationToken);
        return open is null ? null : new AppIsAtWork(open.Title) { Link = $"/Operations/{open.Id}" };
    }
}
