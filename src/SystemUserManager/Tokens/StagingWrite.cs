using MetaGraph;
using Microsoft.Extensions.Options;

namespace SystemUserManager.Tokens;

/// <summary>
/// Gets a token that was generated a moment ago into the vault, within a budget of time, and never twice. A host that
/// stops leaves no time for further tries: while it lasts, the token can still be ended with its value.
/// </summary>
internal sealed class StagingWrite(TimeProvider time, IOptions<KeyVaultOptions> options)
{
    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookWhileStopping = TimeSpan.FromSeconds(3);

    /// <summary>The version that holds it; null: the budget is used up and it is in no version.</summary>
    public async Task<string?> WriteAsync(
        TokenVault vault,
        string pending,
        AccessToken value,
        VaultTags tags,
        DateTimeOffset? expiresAt,
        CancellationToken stopping
    )
    {
        var end = time.GetTimestamp() + (long)(options.Value.WriteBudget.TotalSeconds * time.TimestampFrequency);
        // For the looks in between: one that hangs must not outlast what is left.
        using var budget = new CancellationTokenSource(options.Value.WriteBudget, time);
        using var stop = stopping.Register(() => budget.CancelAfter(LookWhileStopping));
        while (true)
        {
            try
            {
                return await vault.StageAsync(pending, value, tags, expiresAt);
            }
            catch (VaultException failure)
                when (failure.Failure is VaultFailure.OutcomeUnknown or VaultFailure.Unavailable)
            {
                // Look before writing again: an unheard write may have happened.
                if (await FindAsync(vault, pending, tags.Attempt, budget.Token) is { } written)
                    return written;
            }
            catch (VaultException)
            {
                return null;
            }

            if (budget.IsCancellationRequested || time.GetTimestamp() >= end || !await PauseAsync(stopping))
                return null;
        }
    }

    /// <summary>False: the host stops.</summary>
    private async Task<bool> PauseAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(PauseBetweenWrites, time, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<string?> FindAsync(
        TokenVault vault,
        string pending,
        Guid attempt,
        CancellationToken budget
    )
    {
        try
        {
            return await vault.FindOfAttemptAsync(pending, attempt, budget);
        }
        catch (Exception failure) when (failure is VaultException || VaultException.IsSdkFailure(failure))
        {
            return null;
        }
    }
}
