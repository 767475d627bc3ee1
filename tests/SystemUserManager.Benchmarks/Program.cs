using SystemUserManager.Benchmarks.SignIn;
using SystemUserManager.Benchmarks.Sync;

switch (args)
{
    case ["sync", .. var rest]:
        return await SyncBenchmark.RunAsync(SyncSizes.Read(rest), Console.Out);
    case ["signin"]:
        return await SignInBenchmark.RunAsync(Console.Out);
    default:
        await Console.Error.WriteLineAsync(
            "sync [portfolios=20] [system-users=10] [grants=500] [assets=1000] [many=1000] [latency=0,100] [databases=Sqlite,Postgres] [parallel=4]"
        );
        await Console.Error.WriteLineAsync("signin");
        return 1;
}
