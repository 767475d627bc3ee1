using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Findings;
using SystemUserManager.People;

namespace SystemUserManager.Sync;

/// <summary>Has what a read saw compared with the record at once, in a context of its own.</summary>
internal sealed class LookAfterRead(IServiceScopeFactory scopes)
{
    public async Task LookAsync(long portfolioId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        await scope.ServiceProvider.GetRequiredService<FindingLook>().LookAsync(portfolioId, cancellationToken);
    }
}
