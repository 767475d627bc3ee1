using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>What a person has to know before a revoke.</summary>
/// <param name="WhyNot">A sentence on why it can't be done now; null: it can.</param>
/// <param name="Consumers">The tools that stop.</param>
/// <param name="Siblings">Other live tokens of the same system user, which only "revoke all" ends.</param>
/// <param name="WhyNotLink">A local path to what stands in the way, with <paramref name="WhyNot"/>; null: none.</param>
public sealed record RevokePreview(
    SystemUser SystemUser,
    Token? Token,
    string PortfolioName,
    string? OwnerName,
    string? WhyNot,
    IReadOnlyList<Consumer> Consumers,
    IReadOnlyList<Token> Siblings,
    string? WhyNotLink = null
);

/// <param name="States">Every state it had, newest first.</param>
/// <param name="Operations">What was asked for on it, newest first: its issue and its revokes, those of all tokens included.</param>
/// <param name="WhyNotRevoke">A sentence on why it can't be revoked now; null: it can.</param>
public sealed record TokenDetail(
    Token Token,
    string SystemUserName,
    string PortfolioName,
    DateTimeOffset? DisconnectedAt,
    string? VaultUri,
    string? WhyNotRevoke,
    IReadOnlyList<TokenStateVersion> States,
    IReadOnlyList<OperationRow> Operations
);

/// <summary>Reads of tokens; tenancy applies.</summary>
public sealed class TokenQueries(AppDb db, CurrentUser user, RevokeRules rules, OperationQueries operations)
{
    /// <summary>Since when a vault takes no writes; null: all do.</summary>
    public Task<DateTimeOffset?> FindVaultDownAsync(CancellationToken cancellationToken) =>
        db
            .VaultBreakers.Where(b => b.OpenUntil != null)
            .OrderBy(b => b.FirstFailedAt)
            .Select(b => b.FirstFailedAt)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<TokenDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var token = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (token is null)
            return null;
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .SingleAsync(s => s.Id == token.SystemUserId, cancellationToken);
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == token.PortfolioId, cancellationToken);
        var asked = await operations.NewestAsync(
            new OperationFilter { SystemUserId = systemUser.Id },
            cancellationToken
        );
        var ofToken = await db.Operations.Where(o => o.TokenId == id).Select(o => o.Id).ToListAsync(cancellationToken);
        return new TokenDetail(
            token,
            systemUser.Name,
            portfolio.Name,
            portfolio.DisconnectedAt,
            portfolio.VaultUri,
            Words(await FindWhyNotAsync(systemUser, token, cancellationToken)),
            await db
                .TokenStateVersions.AsNoTracking()
                .Where(v => v.TokenId == id)
                .OrderByDescending(v => v.ValidFrom)
                .ThenByDescending(v => v.Id)
                .ToListAsync(cancellationToken),
            [
                .. asked.Where(o =>
                    o.Id == token.IssueOperationId
                    || ofToken.Contains(o.Id)
                    || (o.Kind == OperationKind.RevokeAllTokens && o.AskedAt >= token.IssuedAt)
                ),
            ]
        );
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<RevokePreview?> PreviewRevokeAsync(long tokenId, CancellationToken cancellationToken)
    {
        var token = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == tokenId, cancellationToken);
        return token is null ? null : await PreviewAsync(token.SystemUserId, token, cancellationToken);
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<RevokePreview?> PreviewRevokeAllAsync(long systemUserId, CancellationToken cancellationToken) =>
        await db.SystemUsers.AnyAsync(s => s.Id == systemUserId, cancellationToken)
            ? await PreviewAsync(systemUserId, null, cancellationToken)
            : null;

    private async Task<RevokePreview> PreviewAsync(long systemUserId, Token? token, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.AsNoTracking().SingleAsync(s => s.Id == systemUserId, cancellationToken);
        var live = await db
            .Tokens.AsNoTracking()
            .Where(t =>
                t.SystemUserId == systemUserId && t.State != TokenState.Revoked && t.State != TokenState.Expired
            )
            .ToListAsync(cancellationToken);
        var whyNot = await FindWhyNotAsync(systemUser, token, cancellationToken);
        return new RevokePreview(
            systemUser,
            token,
            await db
                .Portfolios.Where(p => p.Id == systemUser.PortfolioId)
                .Select(p => p.Name)
                .SingleAsync(cancellationToken),
            await db
                .People.Where(p => p.Id == systemUser.OwnerId)
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken),
            Words(whyNot),
            await db.Consumers.AsNoTracking().Where(c => c.SystemUserId == systemUserId).ToListAsync(cancellationToken),
            [.. live.Where(t => t.Id != token?.Id)],
            whyNot?.Link
        );
    }

    private async Task<Problem?> FindWhyNotAsync(
        SystemUser systemUser,
        Token? token,
        CancellationToken cancellationToken
    )
    {
        if (!user.May(Role.Offboarder, systemUser.PortfolioId))
            return new MayNotRevoke();
        if (token is { State: TokenState.Revoked or TokenState.Expired })
            return new TokenIsDead();
        return await rules.WhyNotAsync(systemUser, token?.Id, cancellationToken);
    }

    /// <summary>As it stands beside a button that is off: nobody asked for anything yet.</summary>
    private static string? Words(Problem? why) =>
        why switch
        {
            ControlSystemUserProtected => PortfolioRules.ControlSystemUserIsProtected,
            PortfolioCannotAct cannot => cannot.Because,
            _ => why?.Sentence,
        };

    private sealed record MayNotRevoke()
        : Problem("You may not revoke tokens here. Ask an administrator or offboarder of this portfolio.");

    private sealed record TokenIsDead() : Problem("This token is dead already.");
}
