using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>Each list says how old it is, and what wasn't read for it.</summary>
public abstract class ReadStandingTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ReadStandingTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ReadStandingTests(app), IClassFixture<PostgresPagesApp>;

    [Theory]
    [InlineData("/SystemUsers", "portfolio", "system_users", "System users and their grants")]
    [InlineData("/Reviews/New", "PortfolioId", "system_users", "System users and their grants")]
    [InlineData("/Partners", "portfolio", "agencies", "Partners that work on our assets")]
    public async Task A_list_says_how_old_it_is_and_what_was_not_read(
        string path,
        string field,
        string edge,
        string words
    )
    {
        var (read, other) = (
            await app.GivenConnectedAsync("Read lately"),
            await app.GivenConnectedAsync("Read before")
        );
        foreach (var portfolio in new[] { read, other })
        {
            await app.GivenSystemUserAsync(portfolio, $"tool of {portfolio.Id}", and: null, graphId: null);
            await app.AddAsync(
                new PortfolioLabel
                {
                    PortfolioId = portfolio.Id,
                    Label = $"Aged {read.Id}",
                    LabelKey = $"aged {read.Id}",
                }
            );
        }

        var browser = await app.SignInAsync(Role.Auditor, read.Id, other.Id);
        var all = $"{path}?Label=Aged+{read.Id}";
        Assert.Equal($"Not read: {words} of Read before, {words} of Read lately", await StandingAsync(all));
        await ReadAsync(read, edge, minutes: 5);
        await ReadAsync(other, edge, minutes: 180);
        // What the list doesn't rest on makes it no older.
        await ReadAsync(other, "vault", minutes: 60 * 24 * 9);

        Assert.Equal("As of the last reads, the oldest 3 hours ago", await StandingAsync(all));
        Assert.Equal("As of the last read, 5 minutes ago", await StandingAsync($"{path}?{field}={read.Id}"));
        await app.InDatabaseAsync(db =>
            db.SyncParts.Where(p => p.PortfolioId == other.Id)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.LastProblem, "Meta didn't answer."))
        );
        Assert.Equal(
            $"As of the last reads, the oldest 5 minutes ago · not read: {words} of Read before",
            await StandingAsync(all)
        );

        async Task<string> StandingAsync(string address)
        {
            var page = await browser.GetAsync(address);
            var text = page.Document.QuerySelector("[data-standing]")!.TextContent;
            return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private Task<SyncPart> ReadAsync(Portfolio portfolio, string edge, int minutes)
    {
        var at = app.Time.GetUtcNow().AddMinutes(-minutes);
        return app.AddAsync(
            new SyncPart
            {
                PortfolioId = portfolio.Id,
                Edge = edge,
                FirstCompleteReadAt = at,
                LastCompleteReadAt = at,
            }
        );
    }
}
