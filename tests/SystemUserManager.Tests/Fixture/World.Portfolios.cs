using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.Tests.Fixture;

/// <content>Labels, and disconnecting.</content>
public sealed partial class World
{
    /// <summary>Every system user with live tokens gets the same answer, save those that are named.</summary>
    public async Task<Result<long>> AskDisconnectAsync(long portfolioId, params LiveTokenAnswer[] answers)
    {
        var live = await AsksAsync((DisconnectQueries queries) => queries.LiveAsync(portfolioId, default));
        var rest = live.Where(l => answers.All(a => a.SystemUserId != l.SystemUserId))
            .Select(l => new LiveTokenAnswer(l.SystemUserId, LiveTokenChoice.Keep, "The client's own"));
        return await AskDisconnectExactlyAsync(portfolioId, [.. answers, .. rest]);
    }

    public Task<Result<long>> AskDisconnectExactlyAsync(long portfolioId, params LiveTokenAnswer[] answers) =>
        AsksAsync(
            (DisconnectPortfolio act) =>
                act.AskAsync(new DisconnectPortfolioRequest(Act("The client left"), portfolioId, answers), default)
        );

    public async Task<Portfolio> PortfolioAsync(long id)
    {
        await using var db = OpenDatabase();
        return await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == id);
    }

    /// <summary>Another one in the record, that nobody connected; its id.</summary>
    public async Task<long> AddPortfolioAsync(string name)
    {
        await using var db = OpenDatabase();
        var portfolio = new Portfolio
        {
            BusinessId = "99000",
            Name = name,
            AppId = "1",
            ControlTokenSecret = "control",
            AppSecretSecret = "app",
            State = PortfolioState.NotConnected,
        };
        portfolio.Rename(name);
        db.Portfolios.Add(portfolio);
        using (db.Unaudited("A test's own portfolio."))
            await db.SaveChangesAsync();
        return portfolio.Id;
    }

    public Task<Result<Portfolio>> ChangeLabelsAsync(long portfolioId, params string[] labels) =>
        AsksAsync((ChangeLabels act) => act.RunAsync(new ChangeLabelsRequest(portfolioId, labels), default));

    /// <summary>The names of the portfolios that this account sees now, as its next request would.</summary>
    public async Task<IReadOnlyList<string>> SeenByAsync(Account account)
    {
        var asking = _account;
        SignIn(account);
        try
        {
            var rows = await AsksAsync((PortfolioListQueries queries) => queries.ByNameAsync(default));
            return [.. rows.Select(r => r.Name)];
        }
        finally
        {
            SignIn(asking);
        }
    }
}
