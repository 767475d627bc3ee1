using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace SystemUserManager.Tokens;

/// <summary>
/// The SDK's own repetitions of a read, but for a vault that asks to wait longer than a request may take: the SDK would
/// sit through it (measured with 4.12.0: ten minutes where the vault says so), whoever waits for the answer.
/// </summary>
internal sealed class VaultRetries(int most, TimeSpan pause, TimeSpan longestWait)
    : RetryPolicy(most, DelayStrategy.CreateExponentialDelayStrategy(pause))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsSoon(message) && base.ShouldRetry(message, exception);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsSoon(message) && await base.ShouldRetryAsync(message, exception);

    private bool IsSoon(HttpMessage message)
    {
        if (!message.HasResponse || !message.Response.Headers.TryGetValue("Retry-After", out var wait))
            return true;
        if (int.TryParse(wait, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= longestWait.TotalSeconds;
        // A date, to be read by the vault's own clock; what is neither, the SDK doesn't heed.
        return !DateTimeOffset.TryParse(wait, CultureInfo.InvariantCulture, out var at)
            || (message.Response.Headers.Date is { } now && at - now <= longestWait);
    }
}
