using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SystemUserManager.People;

namespace SystemUserManager.Operations;

/// <summary>Every moment: makes a job of each due operation that has none. The operation's row is the truth; jobs only spread the work.</summary>
[DisallowConcurrentExecution]
internal sealed class OperationSweepJob(IServiceScopeFactory scopes) : IJob
{
    public static readonly JobKey Key = new("sweep", "operations");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        var sweep = scope.ServiceProvider.GetRequiredService<OperationSweep>();
        foreach (var id in await sweep.FindDueAsync(cancellationToken))
        {
            var key = OperationJob.KeyOf(id);
            if (await context.Scheduler.GetJobDetail(key, cancellationToken) is not null)
                continue;
            var job = JobBuilder
                .Create<OperationJob>()
                .WithIdentity(key)
                .UsingJobData(OperationJob.IdKey, id.ToString(CultureInfo.InvariantCulture))
                .Build();
            var trigger = TriggerBuilder.Create().ForJob(job).StartNow().Build();
            try
            {
                await context.Scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
            }
            catch (ObjectAlreadyExistsException)
            {
                // Another worker of the cluster was faster.
            }
        }
    }
}

/// <summary>Runs one operation as far as it goes now.</summary>
internal sealed class OperationJob(OperationRunner runner) : IJob
{
    public const string IdKey = "operation";

    public static JobKey KeyOf(long operationId) =>
        new(operationId.ToString(CultureInfo.InvariantCulture), "operations");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await runner.RunAsync(
            long.Parse(context.MergedJobDataMap.GetString(IdKey)!, CultureInfo.InvariantCulture),
            cancellationToken
        );
}
