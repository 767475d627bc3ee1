using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Tests.Fixture;

/// <summary>Everything that a process of role All has but its pages and its scheduler. It can be killed at any point.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // All are made of the same services: to check one is enough.
    private static int _wasChecked;

    private readonly ProcessClock _clock;
    private readonly ServiceProvider _services;

    public WorkerProcess(
        DatabaseOptions database,
        SandboxAddresses sandbox,
        TimeProvider clock,
        IReadOnlyDictionary<string, string?> settings,
        ILoggerFactory log,
        Action<IServiceCollection>? with = null
    )
    {
        _clock = new ProcessClock(clock);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddSingleton(log);
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton(sandbox);
        services.AddProduct(database);
        services.AddOperations(configuration);
        with?.Invoke(services);
        Watch(services);
        _services = services.BuildServiceProvider(
            new ServiceProviderOptions
            {
                ValidateScopes = true,
                ValidateOnBuild = Interlocked.Exchange(ref _wasChecked, 1) == 0,
            }
        );
    }

    public StepWatch Steps { get; } = new();

    public IServiceScopeFactory Scopes => _services.GetRequiredService<IServiceScopeFactory>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void SetClockOff(TimeSpan by) => _clock.Off = by;

    /// <summary>As far as it goes now.</summary>
    public Task RunAsync(long operationId, CancellationToken stopping = default) =>
        Get<OperationRunner>().RunAsync(operationId, stopping);

    /// <summary>Runs until this step is done, and stops there as a process that is asked to end does.</summary>
    public async Task RunUntilAsync(long operationId, string step)
    {
        using var stopping = new CancellationTokenSource();
        Steps.After = name => name == step ? stopping.CancelAsync() : Task.CompletedTask;
        await RunAsync(operationId, stopping.Token);
        Steps.After = _ => Task.CompletedTask;
    }

    /// <summary>
    /// Runs until this step, and dies there: before its effect, or after it with nothing written down. What it was
    /// about to do next never happens, and its lease is renewed no more.
    /// </summary>
    public async Task DieAtAsync(long operationId, string step, bool afterEffect)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task DieAsync(string name)
        {
            if (name != step)
                return Task.CompletedTask;
            died.TrySetResult();
            return new TaskCompletionSource().Task;
        }

        if (afterEffect)
            Steps.After = DieAsync;
        else
            Steps.Before = DieAsync;
        var run = RunAsync(operationId);
        if (await Task.WhenAny(run, died.Task) == run)
        {
            await run;
            Assert.Fail($"The operation ended or waits before \"{step}\".");
        }

        _clock.Die();
    }

    /// <summary>Runs, and dies in the step of this number from now, or not at all where there are fewer.</summary>
    public async Task DieSomewhereAsync(long operationId, int steps, bool afterEffect)
    {
        var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = steps;
        Task DieAsync(string name)
        {
            if (Interlocked.Decrement(ref left) >= 0)
                return Task.CompletedTask;
            died.TrySetResult();
            return new TaskCompletionSource().Task;
        }

        if (afterEffect)
            Steps.After = DieAsync;
        else
            Steps.Before = DieAsync;
        var run = RunAsync(operationId);
        if (await Task.WhenAny(run, died.Task) == run)
            await run;
        _clock.Die();
    }

    /// <summary>Its timers are silent from now on: it renews no lease. Whoever calls sees to it that nothing else goes on.</summary>
    public void Die() => _clock.Die();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Watch(IServiceCollection services)
    {
        foreach (var work in services.Where(s => s.ServiceType == typeof(IOperationWork)).ToList())
        {
            services.Remove(work);
            services.AddScoped<IOperationWork>(scope => new WatchedWork(
                (IOperationWork)ActivatorUtilities.CreateInstance(scope, work.ImplementationType!),
                Steps
            ));
        }
    }
}
