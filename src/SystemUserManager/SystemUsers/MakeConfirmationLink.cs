using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <param name="Code">Shown once, to whoever made it; never stored.</param>
public sealed record ConfirmationLink(string Code, string Tool, DateTimeOffset ValidUntil);

/// <summary>
/// Makes the one-time link with which a tool's contact, who needs no account, confirms that it works with the newest
/// proved token of an app. A newer link ends the one before. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class MakeConfirmationLink(AppDb db, CurrentUser user, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <param name="tokenId">null: the only one that it could be.</param>
    public async Task<Result<ConfirmationLink>> RunAsync(
        long consumerId,
        long? tokenId,
        CancellationToken cancellationToken
    )
    {
        var consumer = await db
            .Consumers.Include(c => c.SystemUser)
            .FirstOrDefaultAsync(c => c.Id == consumerId, cancellationToken);
        if (consumer is null)
            return new NotFound("This consumer");
        if (!user.May(Role.Administrator, consumer.PortfolioId))
            return new NotAllowed("make a link for this tool");
        var proved = await ProvedTokens.FindAsync(db, consumer.SystemUserId, cancellationToken);
        if (proved.Count == 0)
            return new NoTokenToConfirm(consumer.Tool);
        if (proved.Choose(tokenId) is not { } token)
            return new NotTheTokenToConfirm(consumer.Tool);
        var code = ConfirmationCode.Create();
        var until = time.GetUtcNow() + Lifetime;
        consumer.LinkSha256 = ConfirmationCode.Sha256(code);
        consumer.LinkTokenId = token.Id;
        consumer.LinkValidUntil = until;
        db.Audit(SystemUserAudit.LinkMade(consumer, token.Id, until));
        await db.SaveChangesAsync(cancellationToken);
        return new ConfirmationLink(code, consumer.Tool, until);
    }
}
