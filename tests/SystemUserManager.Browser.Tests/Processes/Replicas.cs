using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// As in production: one process with the pages and two that work, over one PostgreSQL and one Meta, with Northwind
/// connected and Anna signed in.
/// </summary>
public sealed class Replicas : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private SandboxServer _sandbox = null!;
    private List<AppProcess> _workers = [];

    public RecordView Record { get; private set; } = null!;

    public SandboxView Meta => _sandbox.Meta;

    public HttpSomebody Anna { get; private set; } = null!;

    /// <summary>It has no way to Meta or the vault.</summary>
    public AppProcess Web { get; private set; } = null!;

    public IReadOnlyList<AppProcess> Workers => _workers;

    private IEnumerable<AppProcess> All => Web is null ? _workers : [Web, .. _workers];

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        _sandbox = await SandboxServer.StartAsync();
        Record = new RecordView(_database.Options);
        _workers = [PrepareWorker(), PrepareWorker()];
        Web = AppProcess.Prepare(new(Settings()) { ["Host__Role"] = "Web" });
        await Task.WhenAll(All.Select(a => a.StartAgainAsync()));
        await CrashSite.MakeRoomAsync(Meta);
        Anna = await HttpSomebody.SignInAsync(Web);
        await Anna.ConnectNorthwindAsync();
        CrashSite.SeeDone(await Record.SettledAsync(OperationKind.ConnectPortfolio, _workers[0]));
    }

    public async ValueTask DisposeAsync()
    {
        Anna?.Dispose();
        foreach (var app in All)
            await app.DisposeAsync();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Asks for a creation and waits until Meta or the vault holds back the answer to the call that this fault is for.</summary>
    /// <returns>Who carries it out, in the middle of that call, and who doesn't.</returns>
    public async Task<(AppProcess Holder, AppProcess Other)> CatchInCallAsync(string name, object fault)
    {
        await Meta.AddFaultAsync(fault);
        await Anna.AskForCreationAsync(name);
        await Patience.UntilAsync(Meta.AreFaultsTakenAsync, "the call that is to be caught");
        var owner = (await Record.FindOperationAsync(CrashSite.CreationOf(name)))?.LeaseOwner;
        Assert.False(owner is null, $"The call that was caught is not of \"{name}\"");
        var holder = _workers.Single(a => IsOf(owner, a));
        return (holder, _workers.Single(a => a != holder));
    }

    /// <summary>Whether this process holds an operation whose lease is of this owner.</summary>
    public static bool IsOf(string? owner, AppProcess app) =>
        owner?.Contains($":{app.ProcessId}:", StringComparison.Ordinal) == true;

    public async Task<Operation> SeeDoneAsync(string title, AppProcess app) =>
        CrashSite.SeeDone(await Record.SettledAsync(title, app));

    /// <summary>What fails in the body tells how all were started and what they said.</summary>
    public async Task PlayAsync(Func<Task> body)
    {
        // What an earlier test ended.
        await Task.WhenAll(All.Where(a => a.HasExited).Select(a => a.StartAgainAsync()));
        try
        {
            await body();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"{failure.Message}{string.Concat(All.Select(a => a.Describe()))}",
                failure
            );
        }
        finally
        {
            // Whatever happened, the next test finds none of them frozen.
            foreach (var app in All.Where(a => !a.HasExited))
                app.Thaw();
        }
    }

    private AppProcess PrepareWorker() =>
        AppProcess.Prepare(new(Settings()) { ["Host__Role"] = "Worker", ["Sandbox__Enabled"] = "true" }, _sandbox);

    private Dictionary<string, string> Settings()
    {
        var settings = CrashSite.Quick;
        settings["Database__Provider"] = "Postgres";
        settings["ConnectionStrings__Database"] = _database.Options.ConnectionString;
        // Longer than a call under way needs, as in real life: what a frozen worker had sent is over when it is taken over.
        settings["Operations__Lease"] = "00:00:08";
        // At its start alone: its looks into the vault are not what is watched here.
        settings["Operations__Reconcile"] = "01:00:00";
        // So few that one worker is soon full.
        settings["Operations__Parallel"] = "1";
        return settings;
    }
}
