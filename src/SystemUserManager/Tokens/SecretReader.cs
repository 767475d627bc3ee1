using MetaGraph.Http;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>
/// Reads one secret and says what it holds: from the record where it is known there, otherwise from Meta. A value that
/// doesn't look like a token is nobody's business and isn't sent anywhere.
/// </summary>
internal sealed class SecretReader(TimeProvider time)
{
    /// <param name="version">null: the latest.</param>
    /// <exception cref="VaultException">The value can't be read.</exception>
    public async Task<SecretContent> ReadAsync(
        OperationRun run,
        PortfolioSession session,
        string name,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var content = await LookAsync(run, session, name, version, cancellationToken);
        await NoteAsync(run, content.Secret, cancellationToken);
        return content;
    }

    private static async Task<SecretContent> LookAsync(
        OperationRun run,
        PortfolioSession session,
        string name,
        string? version,
        CancellationToken cancellationToken
    )
    {
        VaultedToken vaulted;
        try
        {
            vaulted = await session.Vault.ReadTokenAsync(name, version, cancellationToken);
        }
        catch (VaultException failure) when (failure.Failure == VaultFailure.Unusable)
        {
            return NoToken(name);
        }

        if (!vaulted.Value.LooksLikeToken())
            return NoToken(name);
        try
        {
            var info = await session.Graph.Tokens.DebugAsync(vaulted.Value, cancellationToken);
            return await ExplainAsync(run.Db, session, name, vaulted, info, cancellationToken);
        }
        catch (MetaGraphException refusal) when (refusal is { Kind: GraphErrorKind.Validation })
        {
            run.Step.TraceId = refusal.TraceId;
            return Of(
                name,
                SecretHolds.OtherAppsToken,
                "It holds a token of another app: Meta tells the one that was asked nothing of it."
            );
        }
    }

    private static async Task<SecretContent> ExplainAsync(
        AppDb db,
        PortfolioSession session,
        string name,
        VaultedToken vaulted,
        TokenInfo info,
        CancellationToken cancellationToken
    )
    {
        var sha256 = vaulted.Value.Sha256;
        var known = await db.Tokens.FirstOrDefaultAsync(
            t => t.PortfolioId == session.PortfolioId && t.ValueSha256 == sha256,
            cancellationToken
        );
        if (known is not null)
            return Of(name, SecretHolds.KnownToken, Known(known, info), known.Id, known.SystemUserId);
        if (!info.IsValid)
            return Of(
                name,
                SecretHolds.DeadToken,
                $"It holds a token that Meta calls invalid: {info.Error?.Message ?? "no reason given"}"
            );
        if (info.AppId is { } app && app != session.AppId)
            return Of(
                name,
                SecretHolds.OtherAppsToken,
                $"It holds a token of another app ({app}), not of the one that was asked ({session.AppId})."
            );
        var owner = await db
            .SystemUsers.Where(s => s.PortfolioId == session.PortfolioId && info.UserId != null)
            .Where(s =>
                (s.AppId == session.AppId.Value && s.GraphId == info.UserId!.Value.Value)
                || db.AppScopedSystemUsers.Any(j =>
                    j.SystemUserId == s.Id
                    && j.GraphId == info.UserId!.Value.Value
                    && db.PortfolioApps.Any(a => a.Id == j.PortfolioAppId && a.AppId == session.AppId.Value)
                )
            )
            .Select(s => new { s.Id, s.Name })
            .FirstOrDefaultAsync(cancellationToken);
        if (info.Type == TokenType.SystemUser)
            return owner is null
                ? Of(
                    name,
                    SecretHolds.StrangeToken,
                    $"It holds a token of a system user ({info.UserId?.ToString() ?? "Meta doesn't say which"}) that this portfolio's record doesn't know. If it is of this portfolio, read the portfolio again first."
                )
                : new SecretContent(
                    new CheckedSecret(
                        name,
                        SecretHolds.UnregisteredToken,
                        $"It holds a live token of {owner.Name} that isn't registered.",
                        null,
                        owner.Id
                    ),
                    new TokenFound(
                        vaulted.Version,
                        sha256,
                        [.. info.Scopes.Select(s => s.Value)],
                        info.IssuedAt,
                        info.ExpiresAt
                    )
                );
        if (owner is not null)
            return Of(
                name,
                SecretHolds.StrangeToken,
                $"It holds a {info.Type} token made from one of {owner.Name}. It ends with that one, so it isn't registered by itself.",
                null,
                owner.Id
            );
        return info.Type == TokenType.User || info.Type == TokenType.Page
            ? Of(
                name,
                SecretHolds.PersonalToken,
                $"It holds a person's token ({(info.Type == TokenType.Page ? "for a Page" : "their own")}), not a system user's. This integration stops when that person leaves."
            )
            : Of(
                name,
                SecretHolds.StrangeToken,
                $"It holds a token of the kind {info.Type}, which no system user has."
            );
    }

    private static string Known(Token token, TokenInfo info) =>
        token.IsDead && info.IsValid
            ? $"It holds token {token.Id}, which the record calls {token.State} and Meta calls valid. Revoke all tokens of its system user."
            : $"It holds token {token.Id}, which the record knows already.";

    /// <summary>Saved with the step's outcome: what a person's token means stays to be seen, until the secret holds another.</summary>
    private async Task NoteAsync(OperationRun run, CheckedSecret secret, CancellationToken cancellationToken)
    {
        var (portfolio, now) = (run.Operation.PortfolioId!.Value, time.GetUtcNow());
        if (secret.Holds == SecretHolds.PersonalToken)
            await FindingBook.SeeAsync(
                run.Db,
                portfolio,
                FindingKind.PersonalToken,
                new SeenFinding(
                    secret.Name,
                    $"The secret \"{secret.Name}\": {secret.Words} Give it a system user of its own and let it use that one's token."
                ),
                now,
                cancellationToken
            );
        else
            await FindingBook.ResolveAsync(
                run.Db,
                portfolio,
                FindingKind.PersonalToken,
                secret.Name,
                now,
                cancellationToken
            );
        var elsewhere = await run
            .Db.Tokens.Where(t => t.Id == secret.TokenId && t.SecretName != secret.Name)
            .Where(t =>
                t.State == TokenState.Active || t.State == TokenState.Rotating || t.State == TokenState.Revoking
            )
            .Select(t => new
            {
                t.Id,
                t.SystemUserId,
                t.SecretName,
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (elsewhere is not null)
            await FindingBook.SeeAsync(
                run.Db,
                portfolio,
                FindingKind.TokenInTwoSecrets,
                TokenInTwoSecretsRule.Of(secret.Name, elsewhere.SecretName, elsewhere.SystemUserId, elsewhere.Id),
                now,
                cancellationToken
            );
        else
            await FindingBook.ResolveAsync(
                run.Db,
                portfolio,
                FindingKind.TokenInTwoSecrets,
                secret.Name,
                now,
                cancellationToken
            );
    }

    private static SecretContent NoToken(string name) =>
        Of(name, SecretHolds.NoToken, "It holds no token of Meta's. Its value was sent to nobody.");

    private static SecretContent Of(
        string name,
        SecretHolds holds,
        string words,
        long? tokenId = null,
        long? systemUserId = null
    ) => new(new CheckedSecret(name, holds, words, tokenId, systemUserId));
}
