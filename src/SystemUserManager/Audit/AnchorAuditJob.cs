using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SystemUserManager.People;

namespace SystemUserManager.Audit;

/// <summary>Asks every few minutes for today's anchor, until there is one.</summary>
[DisallowConcurrentExecution]
internal sealed class AnchorAuditJob(IServiceScopeFactory scopes) : IJob
{
    public static readonly JobKey Key = new("anchor", "audit");

    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        await scope.ServiceProvider.GetRequiredService<AnchorAuditLog>().RunAsync(cancellationToken);
    }
}
