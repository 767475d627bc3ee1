using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Benchmarks.Sync;

/// <summary>
/// What a read of portfolios asks, writes, takes and holds: the first, an unchanged one, and one after a hundredth of
/// the grants changed. Prints a table in Markdown.
/// </summary>
internal static class SyncBenchmark
{
    // As much as the stand-in puts on a page.
    private const int Cap = 100;

    public static async Task<int> RunAsync(SyncSizes sizes, TextWriter output)
    {
        TestPostgres.KeepsStatistics = true;
        await output.WriteLineAsync(
            "| World | Database | Latency | Read | Requests | Calls | Fewest | Calls / fewest | Calls per 100 objects | Rows | Time s | Meta's own s | Bulk write s | Time / bound | Peak heap MB | Peak process MB |"
        );
        await output.WriteLineAsync("|---|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        // What a process does once (compiling, the model) is no part of a read.
        foreach (var database in sizes.Databases)
            await MeasureAsync(sizes, "warm-up", 1, 2, 50, 20, database, 0, TextWriter.Null);
        // Ten times as many grants in one portfolio: the same memory, or nearly.
        foreach (var grants in new[] { 200, 2000 })
            await MeasureAsync(
                sizes,
                $"1 × 10 × {grants}, 2500 assets",
                1,
                10,
                2500,
                grants,
                sizes.Databases[0],
                0,
                output
            );

        foreach (var database in sizes.Databases)
        foreach (var latency in sizes.Latencies)
        {
            var world = $"{sizes.Portfolios} × {sizes.SystemUsers} × {sizes.Grants}, {sizes.Assets} assets";
            await MeasureAsync(
                sizes,
                world,
                sizes.Portfolios,
                sizes.SystemUsers,
                sizes.Assets,
                sizes.Grants,
                database,
                latency,
                output
            );
            if (sizes.ManySystemUsers > 0)
                await MeasureAsync(
                    sizes,
                    $"1 × {sizes.ManySystemUsers} × 20, 1000 assets",
                    1,
                    sizes.ManySystemUsers,
                    1000,
                    20,
                    database,
                    latency,
                    output
                );
        }

        return 0;
    }

    private static async Task MeasureAsync(
        SyncSizes sizes,
        string world,
        int portfolios,
        int systemUsers,
        int assets,
        int grants,
        DatabaseProvider provider,
        int latency,
        TextWriter output
    )
    {
        await using var meta = await StandIn.StartAsync();
        await meta.MakeWorldAsync(portfolios, systemUsers, assets, grants);
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var worker = new WorkerUnderTest(database.Options, meta.Addresses);
        var ids = await worker.EnterAsync(portfolios);
        foreach (var read in new[] { "first", "unchanged", "1 % changed" })
        {
            if (read == "1 % changed")
                await ChangeAsync(meta, database);
            await meta.DelayAsync(latency);
            var mark = await meta.MarkAsync();
            using var memory = new PeakMemory();
            var watch = Stopwatch.StartNew();
            await worker.ReadAsync(ids, sizes.Parallel);
            var seconds = watch.Elapsed.TotalSeconds;
            var (peak, whole) = (memory.PeakMegabytes, memory.PeakProcessMegabytes);
            await meta.DelayAsync(0);
            var served = await meta.SinceAsync(mark);
            var rows = worker.TakeRows();
            await using var db = database.Open();
            var fewest = 0;
            foreach (var id in ids)
                fewest += await FewestCalls.OfAsync(db, id, Cap);
            var objects =
                await db.SystemUsers.CountAsync()
                + await db.Assets.CountAsync()
                + await db.SeenGrants.CountAsync(g => g.ValidTo == null);
            var bulk = await BulkWrite.SecondsAsync(db, rows);
            var bound = (served.ServiceSeconds / Math.Min(sizes.Parallel, portfolios)) + bulk;
            var calls =
                served.Activities == 0
                    ? Text(served.Calls)
                    : $"{served.Calls - served.Activities} + {served.Activities} of who";
            string[] cells =
            [
                world,
                provider.ToString(),
                $"{latency} ms",
                read,
                Text(served.Requests),
                calls,
                Text(fewest),
                Text((double)(served.Calls - served.Activities) / fewest),
                Text(served.Calls * 100.0 / objects),
                Text(rows),
                Text(seconds),
                Text(served.ServiceSeconds),
                Text(bulk),
                Text(seconds / bound),
                Text(peak),
                Text(whole),
            ];
            await output.WriteLineAsync($"| {string.Join(" | ", cells)} |");
            await output.FlushAsync();
        }
    }

    /// <summary>Half of them end, and as many begin, on ad accounts.</summary>
    private static async Task ChangeAsync(StandIn meta, TestDatabase database)
    {
        await using var db = database.Open();
        var grants = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            join s in db.SystemUsers on g.SystemUserId equals s.Id
            where g.ValidTo == null
            orderby g.Id
            select new
            {
                s.GraphId,
                s.PortfolioId,
                Asset = a.GraphId,
            }
        ).ToListAsync();
        var ended = grants.Where((_, n) => n % 200 == 0).ToList();
        foreach (var grant in ended)
            await meta.ChangeAsync(
                new
                {
                    @do = "removeGrant",
                    systemUser = grant.GraphId,
                    asset = grant.Asset,
                }
            );
        var held = grants.Select(g => (g.GraphId, g.Asset)).ToHashSet();
        var accounts = (
            await db
                .Assets.Where(a => a.Kind == MetaGraph.Assets.AssetKind.AdAccount)
                .OrderBy(a => a.Id)
                .Select(a => new { a.PortfolioId, a.GraphId })
                .ToListAsync()
        ).ToLookup(a => a.PortfolioId, a => a.GraphId);
        foreach (var grant in ended)
            if (accounts[grant.PortfolioId].FirstOrDefault(a => held.Add((grant.GraphId, a))) is { } account)
                await meta.ChangeAsync(
                    new
                    {
                        @do = "addGrant",
                        systemUser = grant.GraphId,
                        asset = account,
                        tasks = new[] { "ANALYZE" },
                    }
                );
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("N2", CultureInfo.InvariantCulture);
}
