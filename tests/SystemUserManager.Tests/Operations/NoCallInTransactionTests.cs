using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Operations;

/// <summary>
/// Nothing is asked of Meta or the vault while a transaction of the database is open: a slow answer would hold it, and with
/// it, on SQLite, everybody who writes.
/// </summary>
[Trait("Id", "C09")]
public abstract class NoCallInTransactionTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task What_connects_reads_creates_and_revokes_calls_nobody_in_a_transaction()
    {
        using var calls = new Calls(World);
        World.StartProcess(with: calls.Watch);

        var portfolio = await World.ConnectAnewAsync("Northwind");
        await World.DoneAsync(World.AskReadAsync(portfolio));
        var created = await World.CreateAsync(
            World.CreateForm(
                portfolio,
                Name,
                await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"),
                await World.GrantOnAsync("northwind.outlet", "ANALYZE")
            )
        );
        await World.DoneAsync(World.AskRevokeAsync((await World.TokenOfAsync(created.Id)).Id));
        await World.ReconcileAsync();

        Assert.Empty(calls.InTransaction);
        // It saw all that Meta and the vault wrote down, and transactions between them.
        Assert.True(calls.Count >= World.Sandbox.Log.After(0).Count(l => l.Batch is null));
        Assert.True(calls.Transactions > 0);
    }

    public static TheoryData<OperationKind> Kinds() => [.. Enum.GetValues<OperationKind>()];

    [Theory]
    [EachOnOneDatabase(nameof(Kinds))]
    public async Task An_operation_of_any_kind_calls_nobody_in_a_transaction(OperationKind kind)
    {
        var id = await World.AskForAsync(kind, Name);
        using var calls = new Calls(World);
        World.StartProcess(with: calls.Watch);
        var mark = World.Mark();

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Empty(calls.InTransaction);
        var told = World.Sandbox.Log.After(mark).Count(l => l.Batch is null);
        // To end a portfolio here nobody is asked for anything.
        Assert.Equal(kind == OperationKind.DisconnectPortfolio, told == 0);
        Assert.True(calls.Count >= told);
        Assert.True(calls.Transactions > 0);
    }

    [Fact]
    public async Task A_call_in_a_transaction_would_be_seen()
    {
        using var calls = new Calls(World);
        World.StartProcess(with: calls.Watch);
        using var client = new HttpClient();

        await World.InScopeAsync(async scope =>
        {
            await using var transaction = await scope
                .GetRequiredService<AppDb>()
                .Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await client.GetAsync(World.Sandbox.GraphAddress, TestContext.Current.CancellationToken);
            return 0;
        });
        Assert.Single(calls.InTransaction);

        await client.GetAsync(World.Sandbox.GraphAddress, TestContext.Current.CancellationToken);
        Assert.Single(calls.InTransaction);
    }

    /// <summary>
    /// Every request that begins in this process to the sandbox of one world, and whether a transaction of that world's
    /// worker is open then.
    /// </summary>
    private sealed class Calls : EventListener
    {
        private readonly string[] _ports;
        private readonly OpenTransactions _transactions = new();
        private readonly ConcurrentQueue<string> _inTransaction = [];
        private int _count;

        public Calls(World world) =>
            _ports = [
                .. new[] { world.Sandbox.GraphAddress, world.Sandbox.VaultAddress }.Select(a =>
                    a.Port.ToString(CultureInfo.InvariantCulture)
                ),
            ];

        public IReadOnlyCollection<string> InTransaction => _inTransaction;

        public int Count => _count;

        public int Transactions => _transactions.Count;

        public void Watch(IServiceCollection services) =>
            services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(_transactions));

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            // Whichever client and handler: the one that puts a token into the query hides from what traces requests.
            if (eventSource.Name == "System.Net.Http")
                EnableEvents(eventSource, EventLevel.Informational);
        }

        /// <summary>On the thread that sends, before anything is sent.</summary>
        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is not { EventName: "RequestStart", PayloadNames: { } names, Payload: { } values })
                return;
            string Of(string name) => Convert.ToString(values[names.IndexOf(name)], CultureInfo.InvariantCulture)!;
            // It listens before it is told the ports.
            if (_ports?.Contains(Of("port")) != true)
                return;
            Interlocked.Increment(ref _count);
            if (_transactions.IsAnyOpen)
                _inTransaction.Enqueue($"{Of("host")}:{Of("port")}{Of("pathAndQuery")}");
        }
    }

    private sealed class OpenTransactions : DbTransactionInterceptor
    {
        private readonly ConcurrentBag<DbTransaction> _all = [];

        public int Count => _all.Count;

        /// <summary>One that is over, however it ended, has no connection any more.</summary>
        public bool IsAnyOpen => _all.Any(t => t.Connection is not null);

        public override DbTransaction TransactionStarted(
            DbConnection connection,
            TransactionEndEventData eventData,
            DbTransaction result
        )
        {
            _all.Add(result);
            return result;
        }

        public override ValueTask<DbTransaction> TransactionStartedAsync(
            DbConnection connection,
            TransactionEndEventData eventData,
            DbTransaction result,
            CancellationToken cancellationToken = default
        )
        {
            _all.Add(result);
            return new(result);
        }
    }
}

public sealed class NoCallInTransactionOnSqlite() : NoCallInTransactionTests(DatabaseProvider.Sqlite);

public sealed class NoCallInTransactionOnPostgres() : NoCallInTransactionTests(DatabaseProvider.Postgres);
