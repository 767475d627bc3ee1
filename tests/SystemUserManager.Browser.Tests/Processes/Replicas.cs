using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Two processes of the app over one PostgreSQL and one Meta, with Northwind connected and Anna signed in.</summary>
public sealed class Replicas : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private SandboxServer _sandbox = null!;
    private List<AppProcess> _both = [];

    public RecordView Record { get; private set; } = null!;

    public SandboxView Meta => _sandbox.Meta;

    public HttpSomebody Anna { get; private set; } = null!;

    public IReadOnlyList<AppProcess> Both => _both;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        _sandbox = await SandboxServer.StartAsync();
        Record = new RecordView(_database.Options);
        var settings = CrashSite.Quick;
        settings["Database__Provider"] = "Postgres";
        settings["ConnectionStrings__Database"] = _database.Options.ConnectionString;
        // Longer than a call under way needs, as in real life: what a frozen worker had sent is over when it is taken over.
        settings["Operations__Lease"] = "00:00:08";
        // At its start alone: its looks into the vault are not what is watched here.
        settings["Operations__Reconcile"] = "01:00:00";
        _both = [AppProcess.Prepare(settings, _sandbox), AppProcess.Prepare(settings, _sandbox)];
        foreach (var app in _both)
            await app.StartAgainAsync();
        await CrashSite.MakeRoomAsync(Meta);
        Anna = await HttpSomebody.SignInAsync(_both[0]);
        await Anna.ConnectNorthwindAsync();
        CrashSite.SeeDone(await Record.SettledAsync(OperationKind.ConnectPortfolio, _both[0]));
    }

    public async ValueTask DisposeAsync()
    {
        Anna?.Dispose();
        foreach (var app in _both)
            await app.DisposeAsync();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Starts what an earlier test ended.</summary>
    public async Task BothRunAsync()
    {
        foreach (var app in _both.Where(a => a.HasExited))
            await app.StartAgainAsync();
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
        var holder = _both.Single(a => owner.Contains($":{a.ProcessId}:", StringComparison.Ordinal));
        return (holder, _both.Single(a => a != holder));
    }

    public async Task<Operation> SeeDoneAsync(string title, AppProcess app) =>
        CrashSite.SeeDone(await Record.SettledAsync(title, app));

    /// <summary>What fails in the body tells how both were started and what they said.</summary>
    public async Task PlayAsync(Func<Task> body)
    {
        await BothRunAsync();
        try
        {
            await body();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"{failure.Message}{string.Concat(_both.Select(a => a.Describe()))}",
                failure
            );
        }
        finally
        {
            // Whatever happened, the next test finds none of them frozen.
            foreach (var app in _both.Where(a => !a.HasExited))
                app.Thaw();
        }
    }
}
