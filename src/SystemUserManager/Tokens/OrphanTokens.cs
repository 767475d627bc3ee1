using MetaGraph;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// What is done about a token that may live at Meta while nobody holds its value, or that isn't what was asked for. It
/// is ended where that hits nothing else; otherwise it is named, with the date by which it dies by itself.
/// </summary>
internal sealed class OrphanTokens(TimeProvider time)
{
    private const string JustGenerated = "Revoke the token just generated";

    /// <summary>
    /// True where revoking all tokens of the system user can't hit a token that is in use: it was made here, every
    /// issue stands in our journal (none was ever registered, which others made), and no other token of it is alive.
    /// </summary>
    public static async Task<bool> IsRevokeAllSafeAsync(AppDb db, SystemUser systemUser, Token token) =>
        systemUser.Origin == SystemUserOrigin.MadeHere
        && !await db.Tokens.AnyAsync(t =>
            t.SystemUserId == systemUser.Id
            && t.Id != token.Id
            && (t.Origin == TokenOrigin.Registered || (t.State != TokenState.Revoked && t.State != TokenState.Expired))
        );

    /// <summary>After a generation that was not heard of. null: no token of it can be alive any more, generate again.</summary>
    public async Task<StepResult?> EndPossibleOrphanAsync(
        OperationRun run,
        PortfolioSession session,
        SystemUser systemUser,
        Token token
    )
    {
        if (!await IsRevokeAllSafeAsync(run.Db, systemUser, token))
            return await NameAsync(
                run,
                token,
                systemUser.Origin == SystemUserOrigin.MadeHere
                    ? "Meta didn't answer when a token was generated, and other tokens of this system user are in use."
                    : "Meta didn't answer when a token was generated, and others may have tokens of this system user: it wasn't made here."
            );
        run.Db.Audit(
            OperationAudit.StepAsked(run.Operation, run.Step) with
            {
                Action = "Revoke all tokens, before generating again",
            }
        );
        // With the version: it fails here if another worker took over, and may have issued a token since.
        run.Operation.Version++;
        await run.Db.SaveChangesAsync();
        var id = await SystemUserOf.GraphIdAsync(run, CancellationToken.None);
        await session.Graph.Tokens.RevokeAllAsync(id, CancellationToken.None);
        return null;
    }

    /// <summary>The vault didn't take a token that we hold: it is ended at Meta at once.</summary>
    public async Task<StepResult> EndUnstoredAsync(
        OperationRun run,
        PortfolioSession session,
        SystemUser systemUser,
        Token token,
        AccessToken value
    )
    {
        if (await TryRevokeAsync(run, session, value, JustGenerated))
        {
            await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoked, time.GetUtcNow());
            token.RevokedAt = time.GetUtcNow();
            token.RevocationProof =
                $"Could not be stored; revoked at Meta at once, and Meta says that it is invalid.{await DisableStagedAsync(session, token)}";
            return StepFailures.Failed(
                run,
                $"The token could not be stored in the vault, so it was revoked at once. No token was issued to {systemUser.Name}."
            );
        }

        token.ValueSha256 = value.Sha256;
        return await NameAsync(
            run,
            token,
            "The token could not be stored in the vault, and could not be revoked at Meta either."
        );
    }

    /// <summary>The proof failed: the token is ended, and its staged copy with it.</summary>
    public async Task<StepResult> EndUnprovedAsync(
        OperationRun run,
        PortfolioSession session,
        Token token,
        AccessToken value,
        string mismatch
    )
    {
        if (!await TryRevokeAsync(run, session, value, JustGenerated))
            return await NameAsync(
                run,
                token,
                $"The token isn't what was asked for ({mismatch}), and could not be revoked."
            );
        var now = time.GetUtcNow();
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoked, now);
        token.RevokedAt = now;
        token.RevocationProof = $"Not what was asked for ({mismatch}); revoked before anybody could use it.";
        // Before the copy goes: whoever goes on after a death couldn't read any more what was wrong with it.
        await run.RememberAsync(new UnprovedFacts(mismatch));
        return await EndUnprovedAsync(run, session, token, mismatch);
    }

    /// <summary>The same, of one that is known to be dead: only its staged copy is left.</summary>
    public static async Task<StepResult> EndUnprovedAsync(
        OperationRun run,
        PortfolioSession session,
        Token token,
        string mismatch
    )
    {
        await session.Vault.DisableOursAsync(SecretName.Pending(token.SecretName), token.Id, CancellationToken.None);
        return StepFailures.Failed(
            run,
            $"The token that Meta gave isn't what was asked for: {mismatch}. It was revoked and never published."
        );
    }

    /// <summary>An unheard write may have happened after all. Words for the proof; empty: nothing was left enabled.</summary>
    private static async Task<string> DisableStagedAsync(PortfolioSession session, Token token)
    {
        var pending = SecretName.Pending(token.SecretName);
        try
        {
            await session.Vault.DisableOursAsync(pending, token.Id, CancellationToken.None);
            return "";
        }
        catch (VaultException)
        {
            return $" It may stand, dead, in a version of \"{pending}\".";
        }
    }

    /// <summary>True only if Meta says that it is dead.</summary>
    public static async Task<bool> TryRevokeAsync(
        OperationRun run,
        PortfolioSession session,
        AccessToken value,
        string action
    )
    {
        run.Db.Audit(OperationAudit.StepAsked(run.Operation, run.Step) with { Action = action });
        await run.Db.SaveChangesAsync();
        session.Gate.BecomeUrgent();
        try
        {
            await session.Graph.Tokens.RevokeAsync(value, CancellationToken.None);
        }
        catch (Exception failure) when (failure is MetaGraphException or GraphReadOnlyException)
        {
            // Whatever was answered, what counts is whether the token is dead.
        }

        try
        {
            return !(await session.Graph.Tokens.DebugAsync(value, CancellationToken.None)).IsValid;
        }
        catch (MetaGraphException)
        {
            return false;
        }
    }

    private async Task<StepResult> NameAsync(OperationRun run, Token token, string what)
    {
        var now = time.GetUtcNow();
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Orphan, now);
        var death = token.DiesBy is { } end
            ? $"It dies by itself by {end:yyyy-MM-dd} at the latest."
            : "It may never expire by itself.";
        return new StepResult.NeedsAttention(
            $"{what} A token may be alive that nobody holds. {death} \"Revoke all tokens\" ends it, and every other token of this system user.",
            [OperationChoice.RevokeAll, OperationChoice.StopHere]
        );
    }
}

/// <summary>What the step that proves a token remembers of one that isn't what was asked for and is dead.</summary>
internal sealed record UnprovedFacts(string Mismatch);
