using System.Diagnostics;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Findings;

/// <summary>What the book of findings keeps, whatever their kinds.</summary>
public abstract class FindingLookTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [FactOnOneDatabase]
    public async Task A_look_that_sees_nothing_new_writes_no_finding()
    {
        await MadeAsync();
        await ReadAsync();
        var before = await RowsAsync();
        Assert.NotEmpty(before);

        await LookAsync();
        await ReadAsync();

        Assert.Equal(before, await RowsAsync());
        await using var db = World.OpenDatabase();
        Assert.Equal(World.Clock.GetUtcNow(), await db.Portfolios.Select(p => p.ComparedAt).SingleAsync());
        Assert.All(
            await new FindingQueries(db).OfPortfolioAsync(PortfolioId, default),
            f => Assert.Equal(World.Clock.GetUtcNow(), f.LastSeenAt)
        );
    }

    [FactOnOneDatabase]
    public async Task Nothing_happened_and_no_hour_passed_so_nothing_is_compared()
    {
        await MadeAsync();
        await World.ReconcileAsync();
        var compared = await ComparedAtAsync();
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        await World.ReconcileAsync();
        Assert.Equal(compared, await ComparedAtAsync());

        // Somebody did something.
        await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveOnly);
        await World.ReconcileAsync();
        Assert.Equal(World.Clock.GetUtcNow(), compared = await ComparedAtAsync());

        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.ReconcileAsync();
        Assert.True(await ComparedAtAsync() > compared);
    }

    [FactOnOneDatabase]
    public async Task An_operation_that_ended_is_compared_at_once()
    {
        await MadeAsync();
        await ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = Name,
                name = "northwind reports",
            }
        );
        await World.DoneAsync(World.AskReadAsync(PortfolioId));
        Assert.Single(await World.OpenFindingsAsync(FindingKind.Renamed));
    }

    [FactOnOneDatabase]
    public async Task While_an_operation_works_on_it_nothing_is_opened_and_nothing_is_resolved()
    {
        var token = await MadeAsync();
        await RecordAsync(db => OwnAsync(db, null));
        await LookAsync();
        var seen = Assert.Single(await World.OpenFindingsAsync(FindingKind.NoOwner));
        var asked = World.Succeeds(await World.AskRenameAsync(token.SystemUserId, "northwind ads figures"));
        await RecordAsync(async db =>
        {
            await OwnAsync(db, (await db.People.OrderBy(p => p.Id).FirstAsync()).Id);
            await db.Consumers.ExecuteDeleteAsync();
        });

        await LookAsync();

        var held = Assert.Single(await World.OpenFindingsAsync(FindingKind.NoOwner));
        Assert.Equal((World.Clock.GetUtcNow(), seen.LastSeenAt), (held.HeldSince, held.LastSeenAt));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.NoConsumer));
        await World.RunToEndAsync(asked);
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.NoOwner));
        Assert.Single(await World.OpenFindingsAsync(FindingKind.NoConsumer));

        async Task OwnAsync(AppDb db, long? owner) =>
            (await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId)).OwnerId = owner;
    }

    [FactOnOneDatabase]
    public async Task What_was_not_read_to_its_end_stays_as_it_is()
    {
        await MadeAsync();
        await ReadAsync();
        var open = (await World.OpenFindingsAsync(FindingKind.UnknownSystemUser)).Count;
        Assert.True(open > 0);
        await RecordAsync(async db =>
        {
            (await db.SyncParts.SingleAsync(p => p.Edge == "system_users")).LastProblem =
                "Please reduce the amount of data";
            foreach (var found in await db.SystemUsers.Where(s => s.Name == "user1" || s.Name == "test").ToListAsync())
                found.VanishedAt = found.Name == "test" ? World.Clock.GetUtcNow() : null;
        });

        await LookAsync();

        var held = await World.OpenFindingsAsync(FindingKind.UnknownSystemUser);
        Assert.Equal(open, held.Count);
        Assert.All(held, f => Assert.NotNull(f.HeldSince));

        await ReadAsync();
        Assert.All(await World.OpenFindingsAsync(FindingKind.UnknownSystemUser), f => Assert.Null(f.HeldSince));
    }

    [FactOnOneDatabase]
    public async Task What_somebody_accepted_stays_accepted_while_it_is_there_and_not_when_it_comes_back()
    {
        var token = await MadeAsync();
        await OwnedByAsync(null);
        var found = Assert.Single(await World.OpenFindingsAsync(FindingKind.NoOwner));
        var until = World.Clock.GetUtcNow().AddDays(30);
        await RecordAsync(async db =>
            (await db.Findings.SingleAsync(f => f.Id == found.Id)).Accept(
                until,
                "Known",
                "Ada",
                World.Clock.GetUtcNow()
            )
        );

        await LookAsync();
        Assert.True((await World.OpenFindingsAsync(FindingKind.NoOwner)).Single().IsAccepted(World.Clock.GetUtcNow()));

        await using var db = World.OpenDatabase();
        await OwnedByAsync((await db.People.OrderBy(p => p.Id).FirstAsync()).Id);
        var resolved = await db.Findings.AsNoTracking().SingleAsync(f => f.Id == found.Id);
        Assert.Equal(World.Clock.GetUtcNow(), resolved.ResolvedAt);
        await OwnedByAsync(null);
        var again = Assert.Single(await World.OpenFindingsAsync(FindingKind.NoOwner));
        Assert.Equal((null, 1, found.FirstSeenAt), (again.AcceptedUntil, again.Reopened, again.FirstSeenAt));
        Assert.Equal((null, World.Clock.GetUtcNow()), (found.ReopenedAt, again.ReopenedAt));

        async Task OwnedByAsync(long? owner)
        {
            await RecordAsync(async own =>
                (await own.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId)).OwnerId = owner
            );
            await LookAsync();
        }
    }

    [FactOnOneDatabase]
    public async Task Looks_at_the_same_moment_find_each_thing_once()
    {
        await MadeAsync();
        await RecordAsync(db => db.Findings.ExecuteDeleteAsync());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(CompareAsync)));

        await using var db = World.OpenDatabase();
        var all = await db.Findings.ToListAsync();
        Assert.NotEmpty(all);
        Assert.Equal(all.Count, all.Select(f => (f.Kind, f.ObjectKey)).Distinct().Count());
        Assert.All(all, f => Assert.Equal(0, f.Reopened));
    }

    [FactOnOneDatabase]
    public async Task What_is_found_later_says_from_which_read_on_it_may_be_so()
    {
        var token = await MadeAsync();
        await ReadAsync();
        var read = await RecordedReadAsync();
        await ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = Name,
                name = "northwind reports",
            }
        );

        await ReadAsync();

        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.Renamed));
        Assert.Equal((token.SystemUserId, read), (finding.SystemUserId, finding.NotBefore));
        Assert.True(finding.FirstSeenAt > read);
    }

    [FactOnOneDatabase]
    public async Task A_part_that_is_read_for_the_first_time_tells_nothing_new_and_one_that_failed_nothing_since_then()
    {
        await MadeAsync();
        await ReadAsync();
        var first = (await PartAsync("agencies")).LastCompleteReadAt;
        await RecordAsync(async db =>
        {
            (await db.SyncParts.SingleAsync(p => p.Edge == "agencies")).LastProblem = "No";
            db.SyncParts.RemoveRange(await db.SyncParts.Where(p => p.Edge == "clients").ToListAsync());
            await db.Findings.Where(f => f.Kind == FindingKind.UnknownPartner).ExecuteDeleteAsync();
            await db.Partners.ExecuteUpdateAsync(p => p.SetProperty(x => x.NotBefore, (DateTimeOffset?)null));
            foreach (var part in await db.SyncParts.Where(p => p.Edge != "agencies").ToListAsync())
                part.LastCompleteReadAt = World.Clock.GetUtcNow().AddMinutes(30);
        });
        await LookAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.UnknownPartner));

        await ReadAsync();

        var found = await World.OpenFindingsAsync(FindingKind.UnknownPartner);
        await using var db = World.OpenDatabase();
        var relations = await db.Partners.ToDictionaryAsync(p => p.Id, p => p.Relation);
        Assert.Equal(
            [(PartnerRelation.Agency, first), (PartnerRelation.Client, null)],
            found.Select(f => (relations[f.PartnerId!.Value], f.NotBefore)).Distinct().Order()
        );
    }

    [FactOnOneDatabase]
    public async Task Comparing_again_what_was_read_long_ago_makes_it_no_newer()
    {
        await MadeAsync();
        await ReadAsync();
        var read = World.Clock.GetUtcNow();

        World.Clock.Advance(TimeSpan.FromHours(5));
        await LookAsync();

        Assert.Equal(World.Clock.GetUtcNow(), await ComparedAtAsync());
        await using var db = World.OpenDatabase();
        Assert.All(
            await new FindingQueries(db).OfPortfolioAsync(PortfolioId, default),
            f => Assert.Equal(read, f.LastSeenAt)
        );
        var standing = await World.AsksAsync((FindingListQueries list) => list.StandingAsync(null, null, default));
        Assert.Equal((true, read, 0), (standing.IsCompared, standing.ReadAt, standing.NotRead.Count));
        await RecordAsync(async own => (await own.Portfolios.SingleAsync()).State = PortfolioState.NoAccess);
        standing = await World.AsksAsync((FindingListQueries list) => list.StandingAsync(null, null, default));
        Assert.Equal(await db.SyncParts.CountAsync(), standing.NotRead.Count);
        Assert.All(standing.NotRead, p => Assert.NotNull(p.Since));
    }

    [FactOnOneDatabase]
    public async Task Five_thousand_grants_are_compared_with_few_queries_and_nothing_is_found_twice()
    {
        var token = await MadeAsync();
        await RecordAsync(db => ManyGrantsAsync(db, token.SystemUserId));
        await CompareAsync();
        var watch = Stopwatch.StartNew();
        await CompareAsync();
        TestContext.Current.SendDiagnosticMessage($"A look over 5,000 grants: {watch.ElapsedMilliseconds} ms");
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        Assert.Equal(token.SystemUserId, finding.SystemUserId);
    }

    /// <summary>All confirmed but the last.</summary>
    private async Task ManyGrantsAsync(AppDb db, long systemUserId)
    {
        const int Many = 5000;
        var systemUser = await db.SystemUsers.SingleAsync(s => s.Id == systemUserId);
        var operation = await db.Operations.OrderBy(o => o.Id).Select(o => o.Id).FirstAsync();
        var assets = Enumerable
            .Range(0, Many)
            .Select(n => new SystemUserManager.Assets.Asset
            {
                PortfolioId = PortfolioId,
                Kind = AssetKind.AdAccount,
                GraphId = $"act_9{n}",
                Name = $"Account {n}",
                FirstSeenAt = World.Clock.Start,
            })
            .ToList();
        db.Assets.AddRange(assets);
        using (db.Unaudited("A test's own assets."))
            await db.SaveChangesAsync();
        foreach (var asset in assets)
        {
            db.SeenGrants.Add(
                new SeenGrant
                {
                    PortfolioId = PortfolioId,
                    SystemUserId = systemUserId,
                    AssetId = asset.Id,
                    Tasks = "ANALYZE",
                    ValidFrom = World.Clock.Start,
                }
            );
            if (asset != assets[^1])
                db.Grants.Add(
                    new Grant
                    {
                        PortfolioId = PortfolioId,
                        SystemUser = systemUser,
                        AssetId = asset.Id,
                        AskedTasks = "ANALYZE",
                        ConfirmedTasks = "ANALYZE",
                        OperationId = operation,
                    }
                );
        }
    }

    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var db = World.OpenDatabase();
        return
        [
            .. (await db.Findings.AsNoTracking().OrderBy(f => f.Id).ToListAsync()).Select(f =>
                $"{f.Kind} {f.ObjectKey} {f.Detail} {f.Severity} {f.LastSeenAt:O} {f.ResolvedAt:O} {f.HeldSince:O}"
            ),
        ];
    }

    private async Task<SyncPart> PartAsync(string edge)
    {
        await using var db = World.OpenDatabase();
        return await db.SyncParts.AsNoTracking().SingleAsync(p => p.Edge == edge);
    }

    private async Task<DateTimeOffset?> ComparedAtAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Portfolios.Select(p => p.ComparedAt).SingleAsync();
    }

    private async Task<DateTimeOffset?> RecordedReadAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Portfolios.Select(p => p.ComparedReadAt).SingleAsync();
    }
}

public sealed class FindingLookOnSqlite() : FindingLookTests(DatabaseProvider.Sqlite);

public sealed class FindingLookOnPostgres() : FindingLookTests(DatabaseProvider.Postgres);
