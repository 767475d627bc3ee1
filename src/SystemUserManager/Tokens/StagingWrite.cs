using MetaGraph;
using Microsoft.Extensions.Options;

namespace SystemUserManager.Tokens;

/// <summary>Gets a token that was generated a moment ago into the vault, within a budget of time, and never twice.</summary>
internal sealed class StagingWrite(TimeProvider time, IOptions<KeyVaultOptions> options)
{
    private static readonly TimeSpan PauseBetweenWrites = TimeSpan.FromSeconds(2);

    /// <summary>The version that holds it; null: the budget is used up and it is in no version.</summary>
    public async Task<string?> WriteAsync(
        TokenVault vault,
        string pending,
        AccessToken value,
        VaultTags tags,
        DateTimeOffset? expiresAt
    )
    {
        var end = time.GetTimestamp() + (long)(options.Value.WriteBudget.TotalSeconds * time.TimestampFrequency);
        // For the looks in between: one that hangs must not outlast what is left.
        using var budget = new CancellationTokenSource(options.Value.WriteBudget, time);
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

            if (budget.IsCancellationRequested || time.GetTimestamp() >= end)
                return null;
            await Task.Delay(PauseBetweenWrites, time, CancellationToken.None);
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
