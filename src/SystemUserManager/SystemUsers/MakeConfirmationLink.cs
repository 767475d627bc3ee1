using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <param name="Code">Shown once, to whoever made it; never stored.</param>
public sealed record ConfirmationLink(string Code, string Tool, DateTimeOffset ValidUntil);

/// <summary>
/// Makes the one-time link with which a tool's contact, who needs no account, confirms that it works with the newest
/// proved token. A newer link ends the one before. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class MakeConfirmationLink(AppDb db, CurrentUser user, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public async Task<Result<ConfirmationLink>> RunAsync(long consumerId, CancellationToken cancellationToken)
    {
        var consumer = await db
            .Consumers.Include(c => c.SystemUser)
            .FirstOrDefaultAsync(c => c.Id == consumerId, cancellationToken);
        if (consumer is null)
            return new NotFound("This consumer");
        if (!user.May(Role.Administrator, consumer.PortfolioId))
            return new NotAllowed("make a link for this tool");
        if (await ProvedToken.FindAsync(db, consumer.SystemUserId, cancellationToken) is not { } token)
            return new NoTokenToConfirm(consumer.Tool);
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
