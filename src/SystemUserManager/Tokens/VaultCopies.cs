using MetaGraph;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;

namespace SystemUserManager.Tokens;

/// <summary>The copies of one token in the vault: reading one, and disabling every version that holds it.</summary>
internal static class VaultCopies
{
    /// <summary>
    /// The value, from the version recorded or any other that holds it; null: no readable version holds it. Failures
    /// that say nothing of the value (an outage) are thrown.
    /// </summary>
    public static async Task<AccessToken?> FindValueAsync(
        TokenVault vault,
        Token token,
        CancellationToken cancellationToken
    )
    {
        if (token.ValueSha256 is null)
            return null;
        foreach (var name in NamesOf(token))
        {
            foreach (var version in await CandidatesAsync(vault, token, name, cancellationToken))
            {
                if (
                    await TryReadAsync(vault, name, version, cancellationToken) is { } value
                    && value.Sha256 == token.ValueSha256
                )
                    return value;
            }
        }

        return null;
    }

    /// <summary>
    /// Disables every enabled version when no other live token uses the secret and it is ours; otherwise only those that
    /// hold this one. Staged copies of ours go too. Returns how many were disabled now.
    /// </summary>
    public static async Task<int> DisableAsync(
        OperationRun run,
        TokenVault vault,
        Token token,
        CancellationToken cancellationToken
    )
    {
        var shared =
            token.Origin == TokenOrigin.Registered
            || await run.Db.Tokens.AnyAsync(
                t =>
                    t.Id != token.Id
                    && t.SecretName == token.SecretName
                    && t.State != TokenState.Revoked
                    && t.State != TokenState.Expired,
                cancellationToken
            );
        var disabled = 0;
        foreach (var name in NamesOf(token))
        {
            var enabled = (await vault.ListVersionsAsync(name, cancellationToken)).Where(v => v.IsEnabled).ToList();
            if (shared && enabled.Count > 0)
                await run.NoteSecretReadAsync(name);
            foreach (var version in enabled)
            {
                if (shared && !await HoldsAsync(vault, name, version, token, cancellationToken))
                    continue;
                await vault.DisableAsync(name, version.Version);
                disabled++;
            }
        }

        return disabled;
    }

    /// <summary>One that others put into the vault was never staged: a secret that happens to be called so isn't its.</summary>
    private static string[] NamesOf(Token token) =>
        token.Origin == TokenOrigin.Registered
            ? [token.SecretName]
            : [token.SecretName, SecretName.Pending(token.SecretName)];

    private static async Task<List<string>> CandidatesAsync(
        TokenVault vault,
        Token token,
        string name,
        CancellationToken cancellationToken
    )
    {
        var enabled = (await vault.ListVersionsAsync(name, cancellationToken)).Where(v => v.IsEnabled).ToList();
        return [.. enabled.OrderByDescending(v => v.Version == token.SecretVersion).Select(v => v.Version)];
    }

    private static async Task<bool> HoldsAsync(
        TokenVault vault,
        string name,
        VaultVersion version,
        Token token,
        CancellationToken cancellationToken
    ) => (await TryReadAsync(vault, name, version.Version, cancellationToken))?.Sha256 == token.ValueSha256;

    private static async Task<AccessToken?> TryReadAsync(
        TokenVault vault,
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await vault.ReadTokenAsync(name, version, cancellationToken)).Value;
        }
        catch (VaultException failure)
            when (failure.Failure
                    is VaultFailure.NotFound
                        or VaultFailure.Disabled
                        or VaultFailure.Forbidden
                        or VaultFailure.Unusable
            )
        {
            return null;
        }
    }
}
