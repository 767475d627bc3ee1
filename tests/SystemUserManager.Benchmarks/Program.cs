using SystemUserManager.Benchmarks.Sync;

if (args is not ["sync", .. var rest])
{
    await Console.Error.WriteLineAsync(
        "sync [portfolios=20] [system-users=10] [grants=500] [assets=1000] [many=1000] [latency=0,100] [databases=Sqlite,Postgres] [parallel=4]"
    );
    return 1;
}

return await SyncBenchmark.RunAsync(SyncSizes.Read(rest), Console.Out);
