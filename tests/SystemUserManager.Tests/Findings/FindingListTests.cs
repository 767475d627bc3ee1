using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Findings;

/// <summary>The list of findings: each filter, alone and with others, in its order, page by page.</summary>
public abstract class FindingListTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Each_filter_shows_what_it_says_and_together_they_show_what_fits_all()
    {
        var at = World.Clock.GetUtcNow();
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AsAdministrator(portfolio);
        var me = await World.InScopeAsync(s =>
            Task.FromResult(((CurrentUser)s.GetService(typeof(CurrentUser))!).AccountId)
        );
        await RecordAsync(async db =>
        {
            await db.Findings.ExecuteDeleteAsync();
            var (mine, ines) = (Person.Called("Me Myself"), Person.Called("Ines Roth"));
            mine.AccountId = me;
            db.People.AddRange(mine, ines);
            await db.SaveChangesAsync();
            var (user1, sync) = (
                await db.SystemUsers.SingleAsync(s => s.Name == "user1"),
                await db.SystemUsers.SingleAsync(s => s.Name == "ads sync")
            );
            (user1.OwnerId, sync.OwnerId) = (mine.Id, null);
            var partner = await db.Partners.FirstAsync();
            partner.OwnerId = ines.Id;
            Add("a", FindingKind.HighTask, FindingSeverity.Medium, f => f.SystemUserId = user1.Id);
            Add("b", FindingKind.GrantAdded, FindingSeverity.High, f => f.SystemUserId = user1.Id);
            Add("c", FindingKind.GrantAdded, FindingSeverity.High, f => f.SystemUserId = sync.Id);
            Add("d", FindingKind.UnknownPartner, FindingSeverity.Critical, f => f.PartnerId = partner.Id);
            Add(
                "e",
                FindingKind.HighTask,
                FindingSeverity.Medium,
                f =>
                {
                    f.SystemUserId = user1.Id;
                    f.Accept(at.AddDays(3), "Known", "Ada", at);
                }
            );
            Add("f", FindingKind.SlotsNearlyFull, FindingSeverity.Low, f => f.Resolve(at));

            void Add(string key, FindingKind kind, FindingSeverity severity, Action<Finding> with)
            {
                var finding = new Finding
                {
                    PortfolioId = portfolio,
                    Kind = kind,
                    ObjectKey = key,
                    FirstSeenAt = at,
                    Severity = severity,
                    Detail = $"Detail of {key} in Größe",
                };
                with(finding);
                db.Findings.Add(finding);
            }
        });

        Assert.Equal("dbca", await ListAsync(new()));
        Assert.Equal("bc", await ListAsync(new() { Severity = FindingSeverity.High }));
        Assert.Equal("bc", await ListAsync(new() { Kind = FindingKind.GrantAdded }));
        Assert.Equal("e", await ListAsync(new() { State = FindingState.Accepted }));
        Assert.Equal("f", await ListAsync(new() { State = FindingState.Resolved }));
        Assert.Equal("dbcaef", await ListAsync(new() { State = null }));
        Assert.Equal("", await ListAsync(new() { PortfolioId = portfolio + 1 }));
        Assert.Equal("ba", await ListAsync(new() { Mine = true }));
        Assert.Equal("c", await ListAsync(new() { WithoutOwner = true }));
        var owners = await World.AsksAsync((FindingListQueries list) => list.OwnersAsync(10, default));
        Assert.Equal(["Ines Roth", "Me Myself"], owners.Select(o => o.Name));
        Assert.Equal("d", await ListAsync(new() { OwnerId = owners[0].Id }));
        Assert.Equal("bc", await ListAsync(new() { Search = "grant added" }));
        Assert.Equal("ba", await ListAsync(new() { Search = "USER1" }));
        Assert.Equal("d", await ListAsync(new() { Search = "d", Severity = FindingSeverity.Critical }));
        Assert.Equal("a", await ListAsync(new() { Search = "detail of a" }));
        Assert.Equal(
            "b",
            await ListAsync(
                new()
                {
                    Mine = true,
                    Kind = FindingKind.GrantAdded,
                    PortfolioId = portfolio,
                    Search = "detail",
                }
            )
        );

        var open = await World.AsksAsync((FindingListQueries list) => list.OpenAsync([], default));
        Assert.Equal((4, 1, 4), (open.Count, open.Accepted, open.Worst.Count));
        var others = await World.AsksAsync((FindingListQueries list) => list.OpenAsync([open.Worst[0].Id], default));
        Assert.Equal((4, "bca"), (others.Count, string.Concat(others.Worst.Select(w => w.ObjectKey))));
        Assert.Equal(
            [(FindingSeverity.Critical, 1), (FindingSeverity.High, 2), (FindingSeverity.Medium, 1)],
            open.Bad.Select(b => (b.Severity, b.Count))
        );

        await RecordAsync(async db => (await db.Portfolios.SingleAsync()).State = PortfolioState.Disconnected);
        Assert.Equal("", await ListAsync(new()));
        Assert.Equal("", await ListAsync(new() { State = FindingState.Accepted }));
        Assert.Equal("dbcaef", await ListAsync(new() { State = null }));
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_each_finding_comes_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await RecordAsync(async db =>
        {
            await db.Findings.ExecuteDeleteAsync();
            db.Findings.AddRange(
                Enumerable
                    .Range(0, 120)
                    .Select(i => new Finding
                    {
                        PortfolioId = portfolio,
                        Kind = FindingKind.HighTask,
                        ObjectKey = $"{i}",
                        FirstSeenAt = World.Clock.GetUtcNow(),
                        Severity = (FindingSeverity)(i % 3),
                    })
            );
        });
        var (seen, pages, after) = (new List<FindingRow>(), 0, (string?)null);
        do
        {
            var page = await World.AsksAsync((FindingListQueries list) => list.ListAsync(new(), after, default));
            seen.AddRange(page.Rows);
            after = page.Next;
            pages++;
        } while (after is not null);

        Assert.Equal((3, 120), (pages, seen.DistinctBy(r => r.Id).Count()));
        Assert.Equal(seen.OrderByDescending(r => r.Severity).ThenBy(r => r.Id), seen);
    }

    [Fact]
    public async Task What_the_first_comparison_found_is_told_until_an_administrator_closes_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.Worker.Get<FindingLook>().LookAsync(portfolio, default);
        var notice = Assert.Single(await NoticesAsync());
        Assert.Equal((portfolio, 5), (notice.PortfolioId, notice.Worst.Count));
        Assert.True(notice.Count > 5);

        await World.AsOffboarder();
        Assert.IsType<Results.NotAllowed>(Assert.Single((await CloseAsync()).Problems));
        var another = new Portfolio
        {
            BusinessId = "1200000000000999",
            Name = "Another",
            AppId = "1",
            ControlTokenSecret = "control",
            AppSecretSecret = "app",
        };
        await RecordAsync(db =>
        {
            db.Portfolios.Add(another);
            return Task.CompletedTask;
        });
        await World.AsAdministrator(another.Id);
        Assert.IsType<Results.NotFound>(Assert.Single((await CloseAsync()).Problems));
        Assert.Empty(await NoticesAsync());
        await World.AsAdministrator(portfolio);
        Assert.Single(await NoticesAsync());
        World.Succeeds(await CloseAsync());
        World.Succeeds(await CloseAsync());

        Assert.Empty(await NoticesAsync());
        await using var db = World.OpenDatabase();
        Assert.Single(
            await db.AuditEvents.Where(e => e.Action == "Close the notice of the first findings").ToListAsync()
        );

        Task<Results.Result<Portfolio>> CloseAsync() =>
            World.AsksAsync((CloseFirstNotice close) => close.RunAsync(portfolio, default));
    }

    private async Task<IReadOnlyList<FirstNotice>> NoticesAsync() =>
        (await World.AsksAsync((FindingListQueries list) => list.FirstNoticesAsync(default))).Shown;

    private async Task<string> ListAsync(FindingFilter filter)
    {
        var page = await World.AsksAsync((FindingListQueries list) => list.ListAsync(filter, null, default));
        Assert.Equal(
            page.Rows.Count,
            await World.AsksAsync((FindingListQueries list) => list.CountAsync(filter, default))
        );
        return string.Concat(page.Rows.Select(r => r.ObjectKey));
    }

    private async Task RecordAsync(Func<AppDb, Task> change)
    {
        await using var db = World.OpenDatabase();
        using (db.Unaudited("A test's own change."))
        {
            await change(db);
            await db.SaveChangesAsync();
        }
    }
}

public sealed class FindingListOnSqlite() : FindingListTests(DatabaseProvider.Sqlite);

public sealed class FindingListOnPostgres() : FindingListTests(DatabaseProvider.Postgres);
