using System.Collections.Concurrent;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Benchmarks.Sync;

/// <summary>The product as a worker has it, without its scheduler: operations are run as many at a time as asked for.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RowsLog _log = new();

    public WorkerUnderTest(DatabaseOptions database, SandboxAddresses addresses)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Meta:Timeout"] = "00:01:00" })
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Information));
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(addresses);
        services.AddProduct(database);
        services.AddOperations(configuration);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Rows of the inventory that were written since it was last asked.</summary>
    public int TakeRows() => _log.Take();

    /// <summary>As if they had been connected: what a connection reads first is what is measured.</summary>
    public async Task<IReadOnlyList<long>> EnterAsync(int portfolios)
    {
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        for (var n = 1; n <= portfolios; n++)
        {
            var portfolio = new Portfolio
            {
                BusinessId = (1_200_000_000_001_000 + n).ToString(Invariant),
                AppId = (1_300_000_000_001_000 + n).ToString(Invariant),
                Name = "",
                ControlTokenSecret = $"world-{n}-control-token",
                AppSecretSecret = $"world-{n}-app-secret",
                State = PortfolioState.Connected,
            };
            portfolio.Rename($"Portfolio {n}");
            db.Portfolios.Add(portfolio);
        }

        using (db.Unaudited("A benchmark's own rows."))
            await db.SaveChangesAsync();
        return await db.Portfolios.OrderBy(p => p.Id).Select(p => p.Id).ToListAsync();
    }

    /// <exception cref="InvalidOperationException">One of them didn't end well.</exception>
    public async Task ReadAsync(IReadOnlyList<long> portfolioIds, int parallel)
    {
        var ids = new List<long>();
        foreach (var portfolioId in portfolioIds)
        {
            await using var scope = Scope();
            var request = new ReadPortfolioRequest(new ActRequest(Guid.NewGuid(), "Benchmark", null), portfolioId);
            ids.Add((await scope.ServiceProvider.GetRequiredService<ReadPortfolio>().AskAsync(request, default)).Value);
        }

        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (id, stopping) => await _services.GetRequiredService<OperationRunner>().RunAsync(id, stopping)
        );
        await using var after = Scope();
        var db = after.ServiceProvider.GetRequiredService<AppDb>();
        var failed = await db.Operations.Where(o => ids.Contains(o.Id) && o.State != OperationState.Done).ToListAsync();
        if (failed.Count > 0)
            throw new InvalidOperationException($"{failed.Count} reads didn't end well: {failed[0].Outcome}");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static readonly IFormatProvider Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private AsyncServiceScope Scope() => _services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();

    /// <summary>Adds up what each read says of the rows that it wrote.</summary>
    private sealed class RowsLog : ILoggerProvider, ILogger
    {
        private int _rows;

        public int Take() => Interlocked.Exchange(ref _rows, 0);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
                foreach (var (name, value) in values)
                    if (name == "Rows" && value is int rows)
                        Interlocked.Add(ref _rows, rows);
        }

        public void Dispose() { }
    }
}
