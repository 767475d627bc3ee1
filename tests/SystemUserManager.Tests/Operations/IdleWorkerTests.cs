using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quartz;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Operations;

/// <summary>
/// A worker without work hears of none that another made a job of: it looks by itself. That both get their share is seen on
/// processes.
/// </summary>
[Trait("Id", "C03")]
public sealed class IdleWorkerTests
{
    [Theory]
    [InlineData("00:00:00.1", 1)]
    [InlineData("00:00:01", 1)]
    [InlineData("00:00:20", 20)]
    public void An_idle_worker_looks_for_work_as_often_as_due_operations_are_looked_for(string sweep, int seconds)
    {
        var settings = new Dictionary<string, string?> { ["Operations:Sweep"] = sweep };
        var services = new ServiceCollection();
        services.AddWorker(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            new DatabaseOptions { ConnectionString = "Data Source=:memory:" }
        );
        using var provider = services.BuildServiceProvider();

        var scheduler = provider.GetRequiredService<IOptions<QuartzSchedulerOptions>>().Value;

        Assert.Equal(TimeSpan.FromSeconds(seconds), scheduler.IdleWaitTime);
    }
}
