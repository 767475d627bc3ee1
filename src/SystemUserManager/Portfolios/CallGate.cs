using MetaGraph;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <summary>Meta's rate limit is nearly used up; the call was not sent.</summary>
internal sealed class GraphLimitNearException(TimeSpan? wait)
    : Exception("Meta's rate limit is nearly used up; the call was not sent.")
{
    /// <summary>How long Meta says to wait; null: it didn't say.</summary>
    public TimeSpan? Wait => wait;
}

/// <summary>
/// What is asked before each call of a run: a change needs the lease of now, and what isn't urgent (a revoke is) slows
/// down and stops short of Meta's limit.
/// </summary>
internal sealed class CallGate(OperationLease lease, bool isUrgent, OperationOptions options, TimeProvider time)
{
    private bool _isUrgent = isUrgent;

    /// <summary>For the rest of the run: a token in the hand that must be ended doesn't wait for a limit.</summary>
    public void BecomeUrgent() => _isUrgent = true;

    public async ValueTask BeforeGraphAsync(bool changes, GraphUsage usage, CancellationToken cancellationToken)
    {
        if (!_isUrgent && usage.Percent >= options.StopAtPercent)
            throw new GraphLimitNearException(usage.RegainAccess > TimeSpan.Zero ? usage.RegainAccess : null);
        if (!_isUrgent && usage.Percent >= options.SlowAtPercent)
            await Task.Delay(options.SlowPause, time, cancellationToken);
        if (changes)
            await BeforeChangeAsync();
    }

    /// <exception cref="OperationCanceledException">Another worker may have taken over; nothing was sent.</exception>
    public ValueTask BeforeChangeAsync() => lease.DemandAsync();
}
