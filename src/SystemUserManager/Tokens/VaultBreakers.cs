using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Tokens;

/// <summary>
/// Counts the failed writes of each vault for all workers together. Five in a row open the breaker for a minute: no
/// token is generated meanwhile, since there would be no place for it. The first write after that is the trial.
/// </summary>
internal sealed class VaultBreakers(IServiceScopeFactory scopes, DatabaseClock clock)
{
    private const int MostFailures = 5;

    private static readonly TimeSpan Open = TimeSpan.FromMinutes(1);

    public Task SucceededAsync(Uri vault) =>
        NoteAsync(db =>
            Of(db, vault)
                .Where(b => b.Failures > 0)
                .ExecuteUpdateAsync(b =>
                    b.SetProperty(x => x.Failures, 0)
                        .SetProperty(x => x.FirstFailedAt, (DateTimeOffset?)null)
                        .SetProperty(x => x.OpenUntil, (DateTimeOffset?)null)
                )
        );

    /// <summary>Until when nobody tries again; null: the breaker is still closed.</summary>
    public async Task<DateTimeOffset?> FailedAsync(Uri vault)
    {
        DateTimeOffset? open = null;
        await NoteAsync(async db =>
        {
            await UpdateOrAdd.RunAsync(
                db,
                () => CountAsync(db, vault),
                () =>
                    new VaultBreaker
                    {
                        VaultUri = vault.ToString(),
                        Failures = 1,
                        FirstFailedAt = clock.Now,
                    },
                "A failure that was counted is no act.",
                CancellationToken.None
            );
            open = await FindOpenAsync(db, vault, CancellationToken.None);
        });
        return open;
    }

    /// <summary>null: it is closed, or it is time for a trial.</summary>
    public async Task<DateTimeOffset?> FindOpenAsync(AppDb db, Uri vault, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        return await Of(db, vault)
            .Where(b => b.OpenUntil > now)
            .Select(b => b.OpenUntil)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>It was open, and nobody has written since.</summary>
    public static Task<bool> IsTrialDueAsync(AppDb db, Uri vault) => Of(db, vault).AnyAsync(b => b.OpenUntil != null);

    private Task<int> CountAsync(AppDb db, Uri vault)
    {
        var now = clock.Now;
        DateTimeOffset? until = now + Open;
        return Of(db, vault)
            .ExecuteUpdateAsync(b =>
                b.SetProperty(x => x.Failures, x => x.Failures + 1)
                    .SetProperty(x => x.FirstFailedAt, x => x.FirstFailedAt ?? now)
                    .SetProperty(x => x.OpenUntil, x => x.Failures + 1 >= MostFailures ? until : x.OpenUntil)
            );
    }

    private static IQueryable<VaultBreaker> Of(AppDb db, Uri vault)
    {
        var uri = vault.ToString();
        return db.VaultBreakers.Where(b => b.VaultUri == uri);
    }

    /// <summary>Never in the way of the write that it counts: a token may be in the hand.</summary>
    private async Task NoteAsync(Func<AppDb, Task> note)
    {
        try
        {
            await using var scope = scopes.CreateSystemScope();
            await note(scope.ServiceProvider.GetRequiredService<AppDb>());
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or InvalidOperationException)
        {
            // The database is away. The next write counts again.
        }
    }
}
