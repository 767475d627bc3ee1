using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>What a person has to know before a revoke.</summary>
/// <param name="WhyNot">A sentence on why it can't be done now; null: it can.</param>
/// <param name="Consumers">The tools that stop.</param>
/// <param name="Siblings">Other live tokens of the same system user, which only "revoke all" ends.</param>
public sealed record RevokePreview(
    SystemUser SystemUser,
    Token? Token,
    string PortfolioName,
    string? OwnerName,
    string? WhyNot,
    IReadOnlyList<Consumer> Consumers,
    IReadOnlyList<Token> Siblings
);

/// <summary>Reads of tokens; tenancy applies.</summary>
public sealed class TokenQueries(AppDb db, CurrentUser user, RevokeRules rules)
{
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
            await WhyNotAsync(systemUser, token, cancellationToken),
            await db.Consumers.AsNoTracking().Where(c => c.SystemUserId == systemUserId).ToListAsync(cancellationToken),
            [.. live.Where(t => t.Id != token?.Id)]
        );
    }

    private async Task<string?> WhyNotAsync(SystemUser systemUser, Token? token, CancellationToken cancellationToken)
    {
        if (!user.May(Role.Offboarder, systemUser.PortfolioId))
            return "You may not revoke tokens here. Ask an administrator or offboarder of this portfolio.";
        if (token is { State: TokenState.Revoked or TokenState.Expired })
            return "This token is dead already.";
        return (await rules.WhyNotAsync(systemUser, cancellationToken))?.Sentence;
    }
}
