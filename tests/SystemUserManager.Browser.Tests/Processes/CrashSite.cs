using System.Diagnostics;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// One app over a database of its own, with Northwind connected and Anna signed in: where it is made to die, and looked
/// at from the outside.
/// </summary>
public sealed class CrashSite : IAsyncDisposable
{
    /// <summary>The demo's own, which only take the slots; Meta gives ten.</summary>
    private static readonly string[] InTheWay =
    [
        "ads sync",
        "test",
        "user1",
        "Product feed import (production)",
        "Zapier old",
    ];

    private readonly TestDatabase _database;

    private CrashSite(TestDatabase database, AppProcess app) =>
        (_database, App, Record) = (database, app, new RecordView(database.Options));

    /// <summary>A dead worker's hold on an operation ends soon, and nothing waits long.</summary>
    public static Dictionary<string, string> Quick =>
        new(Setup)
        {
            ["Operations__Lease"] = "00:00:02",
            ["Operations__CheckIn"] = "00:00:01",
            ["Operations__Settle"] = "00:00:00.5",
            ["Operations__Pause"] = "00:00:00.5",
        };

    private static Dictionary<string, string> Setup =>
        new()
        {
            ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
            ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
        };

    public AppProcess App { get; }

    public RecordView Record { get; }

    public SandboxView Meta => App.Meta;

    public HttpSomebody Anna { get; private set; } = null!;

    public string DatabaseFile => TestDatabaseFile.Of(_database.Options);

    /// <param name="failpoint">Of the first start; connecting has none of the steps that are made to fail.</param>
    /// <param name="connection">Added to the connection string.</param>
    /// <param name="asFound">Nothing of the demo's own is taken away.</param>
    /// <param name="prepare">What is at Meta and in the vault besides, before Northwind is connected.</param>
    /// <param name="reconcile">How often the product looks after its own promises; null: so seldom that it doesn't meanwhile.</param>
    /// <param name="isQuick">False: its waits are those of production.</param>
    public static async Task<CrashSite> OpenAsync(
        DatabaseProvider provider,
        string? failpoint = null,
        string connection = "",
        bool asFound = false,
        Func<SandboxView, Task>? prepare = null,
        TimeSpan? reconcile = null,
        bool isQuick = true
    )
    {
        var database = await TestDatabase.CreateAsync(provider);
        var all = isQuick ? Quick : Setup;
        all["Database__Provider"] = provider.ToString();
        all["ConnectionStrings__Database"] = database.Options.ConnectionString + connection;
        if (reconcile is { } often)
            all["Operations__Reconcile"] = often.ToString();
        var site = new CrashSite(database, AppProcess.Prepare(all));
        try
        {
            site.App.Failpoint = failpoint;
            await site.App.StartAgainAsync();
            if (!asFound)
                await MakeRoomAsync(site.Meta);
            if (prepare is not null)
                await prepare(site.Meta);
            site.Anna = await HttpSomebody.SignInAsync(site.App);
            await site.Anna.ConnectNorthwindAsync();
            SeeDone(await site.Record.SettledAsync(OperationKind.ConnectPortfolio, site.App));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public static async Task MakeRoomAsync(SandboxView meta)
    {
        foreach (var name in InTheWay)
            await meta.ChangeAsync(
                new
                {
                    @do = "removeSystemUser",
                    systemUser = name,
                    business = "Northwind Retail",
                }
            );
    }

    public static Task RemoveAsync(SandboxView meta, string name) =>
        meta.ChangeAsync(new { @do = "removeSystemUser", systemUser = name });

    /// <summary>Kills what runs, and starts it with this failpoint or with none.</summary>
    /// <param name="failpoint">null: none.</param>
    /// <param name="isDoomed">It has work that leads it there: it may die before it answers, and nobody waits for that.</param>
    public async Task StartAgainAsync(string? failpoint = null, bool isDoomed = false)
    {
        if (!App.HasExited)
            await App.KillAsync();
        App.Failpoint = failpoint;
        if (isDoomed)
            App.StartDoomed();
        else
            await App.StartAgainAsync();
    }

    /// <summary>The title that the creation's operation has.</summary>
    public static string CreationOf(string name) => $"Create {name}";

    public static string RevocationOf(string name) => $"Revoke a token of {name}";

    /// <summary>Asks for it; the answer may be lost with the app, what was asked for is written down before it.</summary>
    public Task CreateAsync(string name, int pages = HttpSomebody.PagesAsked) =>
        AskAsync(() => Anna.AskForCreationAsync(name, pages));

    public async Task RevokeAsync(string name)
    {
        var token = await Record.TokenOfAsync(name);
        await AskAsync(() => Anna.AskForRevocationAsync(token.Id));
    }

    /// <summary>Waits for the operation's end, which must be that all of it is done.</summary>
    public async Task<Operation> SeeDoneAsync(string title) => SeeDone(await Record.SettledAsync(title, App));

    public static Operation SeeDone(Operation operation)
    {
        Assert.True(
            operation.State == OperationState.Done,
            $"{operation.Title}: {operation.State}, {operation.Outcome}"
        );
        return operation;
    }

    /// <summary>How long one creation takes when nothing disturbs it.</summary>
    public async Task<TimeSpan> TakeTimeAsync()
    {
        const string Name = "northwind undisturbed";
        var asked = Stopwatch.GetTimestamp();
        await CreateAsync(Name);
        await SeeDoneAsync(CreationOf(Name));
        return Stopwatch.GetElapsedTime(asked);
    }

    /// <summary>Started once more, with work to do that changes nothing, it writes nothing at Meta or in the vault.</summary>
    public async Task SeeNothingLeftToDoAsync()
    {
        var last = await Meta.LastLineAsync();
        await StartAgainAsync();
        await Anna.AskForReadAsync(await Record.PortfolioIdAsync());
        await SeeDoneAsync("Read Northwind Retail");
        var writes = (await Meta.LogAsync(last)).Where(RequestLines.IsWrite).Select(RequestLines.Words);
        Assert.Empty(writes);
    }

    /// <summary>What fails in the body says how it can be played again.</summary>
    public async Task PlayAsync(string what, Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\nPlayed: {what}{App.Describe()}", failure);
        }
    }

    /// <summary>The answer may be lost with the app, what was asked for is written down before it.</summary>
    public async Task AskAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (HttpRequestException lost) when (lost.StatusCode is null && App.Failpoint is not null)
        {
            // It died before it answered: whether it had written it down, the record tells.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Anna?.Dispose();
        await App.DisposeAsync();
        await _database.DisposeAsync();
    }
}
