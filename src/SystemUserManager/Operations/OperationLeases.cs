using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Operations;

/// <summary>
/// One worker at a time holds an operation. Taking it is one conditional update, in the database's time; at most one
/// running change per system user is a unique index of the database.
/// </summary>
internal sealed class OperationLeases(
    IServiceScopeFactory scopes,
    DatabaseClock clock,
    TimeProvider time,
    IOptions<OperationOptions> options
)
{
    internal static readonly string ProcessName = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>null: somebody else has it, it isn't due, or another change of the same system user is running.</summary>
    public async Task<OperationLease?> TryTakeAsync(long operationId, CancellationToken cancellationToken)
    {
        var owner = $"{ProcessName}:{Guid.NewGuid():N}";
        var now = clock.Now;
        var until = now + options.Value.Lease;
        var held = Held.For(options.Value.Lease, time);
        try
        {
            await using var scope = scopes.CreateSystemScope();
            var taken = await scope
                .ServiceProvider.GetRequiredService<AppDb>()
                .Operations.Where(o => o.Id == operationId)
                .Where(o =>
                    (o.State == OperationState.Waiting && (o.WaitsUntil == null || o.WaitsUntil <= now))
                    || (o.State == OperationState.Running && o.LeaseUntil < now)
                )
                .ExecuteUpdateAsync(
                    o =>
                        o.SetProperty(x => x.State, OperationState.Running)
                            .SetProperty(x => x.WaitsUntil, (DateTimeOffset?)null)
                            .SetProperty(x => x.LeaseOwner, owner)
                            .SetProperty(x => x.LeaseUntil, until)
                            .SetProperty(x => x.FirstStartedAt, x => x.FirstStartedAt ?? now)
                            .SetProperty(x => x.Version, x => x.Version + 1),
                    cancellationToken
                );
            return taken == 1
                ? new OperationLease(this, operationId, owner, held, options.Value.Lease / 3, time)
                : null;
        }
        catch (DbException)
        {
            // The unique index: another change of this system user is running. The sweep asks again.
            return null;
        }
    }

    /// <summary>For how long it is held now; null: the lease was lost, or the operation isn't running any more.</summary>
    public async Task<Held?> RenewAsync(long operationId, string owner)
    {
        await using var scope = scopes.CreateSystemScope();
        var until = clock.Now + options.Value.Lease;
        var held = Held.For(options.Value.Lease, time);
        var renewed = await scope
            .ServiceProvider.GetRequiredService<AppDb>()
            .Operations.Where(o => o.Id == operationId && o.LeaseOwner == owner && o.State == OperationState.Running)
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.LeaseUntil, until));
        return renewed == 1 ? held : null;
    }

    /// <summary>Hands a running operation back: it waits for the next worker.</summary>
    public async Task HandBackAsync(long operationId, string owner)
    {
        await using var scope = scopes.CreateSystemScope();
        await scope
            .ServiceProvider.GetRequiredService<AppDb>()
            .Operations.Where(o => o.Id == operationId && o.LeaseOwner == owner && o.State == OperationState.Running)
            .ExecuteUpdateAsync(o =>
                o.SetProperty(x => x.State, OperationState.Waiting)
                    .SetProperty(x => x.LeaseOwner, (string?)null)
                    .SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)
                    .SetProperty(x => x.Version, x => x.Version + 1)
            );
    }
}

/// <summary>
/// Until when a lease is surely held, counted from before it was asked for: by the clock, and by the time that passed. A
/// clock that is set back must not prolong it, nor a machine that slept through it.
/// </summary>
internal sealed record Held(DateTimeOffset Until, long Since, TimeSpan Lease)
{
    public static Held For(TimeSpan lease, TimeProvider time) =>
        new(time.GetUtcNow() + lease, time.GetTimestamp(), lease);

    public bool IsHeldFor(TimeSpan span, TimeProvider time) =>
        time.GetUtcNow() + span < Until && time.GetElapsedTime(Since) + span < Lease;
}

/// <summary>A held operation; renewed in the background until disposed.</summary>
internal sealed class OperationLease : IAsyncDisposable
{
    // As long as a call to Meta or the vault may take: it must not outlive the lease that it was started under.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewal;
    private readonly OperationLeases _leases;
    private readonly TimeProvider _time;
    private volatile Held _held;

    public OperationLease(
        OperationLeases leases,
        long operationId,
        string owner,
        Held held,
        TimeSpan every,
        TimeProvider time
    )
    {
        _leases = leases;
        _time = time;
        OperationId = operationId;
        Owner = owner;
        _held = held;
        _renewal = RenewAsync(every);
    }

    public long OperationId { get; }

    public string Owner { get; }

    /// <summary>Cancelled when another worker may have taken over.</summary>
    public CancellationToken Lost => _lost.Token;

    public Task HandBackAsync() => _leases.HandBackAsync(OperationId, Owner);

    /// <summary>
    /// Right before anything is changed outside: a worker that was frozen must not act on what another has taken over
    /// since. Neither Meta nor the vault could tell the two apart.
    /// </summary>
    /// <exception cref="OperationCanceledException">The lease is lost; nothing was sent.</exception>
    public async ValueTask DemandAsync()
    {
        _lost.Token.ThrowIfCancellationRequested();
        if (_held.IsHeldFor(LongestCall, _time))
            return;
        if (await TryRenewAsync())
            return;
        await _lost.CancelAsync();
        _lost.Token.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewal;
        _end.Dispose();
        _lost.Dispose();
    }

    private async Task<bool> TryRenewAsync()
    {
        if (await _leases.RenewAsync(OperationId, Owner) is not { } held)
            return false;
        _held = held;
        return true;
    }

    private async Task RenewAsync(TimeSpan every)
    {
        using var timer = new PeriodicTimer(every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                if (await TryRenewAsync())
                    continue;
                await _lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed: nothing to renew any more.
        }
        catch (Exception)
        {
            // Whatever it was (a provider wraps a lost connection in types of its own): the lease may be gone.
            await _lost.CancelAsync();
        }
    }
}
