using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>The consumer has no proved token to say anything about.</summary>
public sealed record NoTokenToConfirm(string Tool)
    : Problem($"There is no proved token that {Tool} could work with. Nothing was confirmed.");

/// <summary>A newer one of its app was issued since the page was opened, or it wasn't said which app's.</summary>
public sealed record NotTheTokenToConfirm(string Tool)
    : Problem(
        $"This isn't the newest proved token of its app, or it wasn't said which one {Tool} works with. Nothing was confirmed. Open the page again and choose it there."
    );

/// <summary>Unknown, used, replaced by a newer one, too old, or about a token that is over: all are answered alike.</summary>
public sealed record ConfirmationLinkOver()
    : Problem("This link isn't valid (any more). Nothing was confirmed. Ask whoever sent it for a new one.");

/// <summary>What a one-time link asks, and nothing else.</summary>
public sealed record ConfirmationAsked(string Tool, string SystemUserName, DateTimeOffset? TokenIssuedAt);

/// <summary>
/// Somebody says that a consumer works with the newest proved token of an app: its contact or an administrator, signed
/// in, or whoever holds the one-time link that an administrator made. It says nothing of another app's token.
/// </summary>
public sealed class ConfirmConsumer(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <param name="tokenId">null: the only one that it could be.</param>
    public async Task<Result<Consumer>> RunAsync(long consumerId, long? tokenId, CancellationToken cancellationToken)
    {
        var consumer = await db
            .Consumers.Include(c => c.SystemUser)
            .FirstOrDefaultAsync(c => c.Id == consumerId, cancellationToken);
        if (consumer is null)
            return new NotFound("This consumer");
        if (!May(consumer))
            return new NotAllowed("confirm for this tool");
        var proved = await ProvedTokens.FindAsync(db, consumer.SystemUserId, cancellationToken);
        if (proved.Count == 0)
            return new NoTokenToConfirm(consumer.Tool);
        if (proved.Choose(tokenId) is not { } token)
            return new NotTheTokenToConfirm(consumer.Tool);
        return await ConfirmAsync(consumer, token, user.Name, actor: null, cancellationToken);
    }

    /// <summary>null: the link isn't valid. Needs no sign-in.</summary>
    public async Task<ConfirmationAsked?> FindByLinkAsync(string code, CancellationToken cancellationToken) =>
        await FindLinkedAsync(code, cancellationToken) is var (consumer, token)
            ? new ConfirmationAsked(consumer.Tool, consumer.SystemUser.Name, token.IssuedAt)
            : null;

    /// <summary>Once. Needs no sign-in.</summary>
    public async Task<Result<Consumer>> ByLinkAsync(string code, CancellationToken cancellationToken)
    {
        if (await FindLinkedAsync(code, cancellationToken) is not var (consumer, token))
            return new ConfirmationLinkOver();
        var by = $"the one-time link for {consumer.Tool}";
        // Of two that press at once, one gets the row.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taken = await db
            .Consumers.IgnoreQueryFilters([AppDb.Tenancy])
            .Where(c => c.Id == consumer.Id && c.LinkSha256 == consumer.LinkSha256)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.LinkSha256, (string?)null), cancellationToken);
        if (taken == 0)
            return new ConfirmationLinkOver();
        var confirmed = await ConfirmAsync(consumer, token, by, (0, by), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return confirmed;
    }

    private async Task<Consumer> ConfirmAsync(
        Consumer consumer,
        Token token,
        string by,
        (long, string)? actor,
        CancellationToken cancellationToken
    )
    {
        consumer.ConfirmedTokenId = token.Id;
        consumer.ConfirmedAt = time.GetUtcNow();
        consumer.ConfirmedByName = by;
        consumer.EndLink();
        db.Audit(SystemUserAudit.ConsumerConfirmed(consumer, token.Id) with { Actor = actor });
        await db.SaveChangesAsync(cancellationToken);
        return consumer;
    }

    /// <summary>The link itself is the right to see these two; nothing else is read past the tenancy.</summary>
    private async Task<(Consumer Consumer, Token Token)?> FindLinkedAsync(
        string code,
        CancellationToken cancellationToken
    )
    {
        var sha256 = ConfirmationCode.Sha256(code);
        var consumer = await db
            .Consumers.IgnoreQueryFilters([AppDb.Tenancy])
            .Include(c => c.SystemUser)
            .FirstOrDefaultAsync(c => c.LinkSha256 == sha256, cancellationToken);
        if (consumer is null || consumer.LinkValidUntil < time.GetUtcNow())
            return null;
        var token = await db
            .Tokens.IgnoreQueryFilters([AppDb.Tenancy])
            .FirstOrDefaultAsync(t => t.Id == consumer.LinkTokenId, cancellationToken);
        return token is { IsLive: true } ? (consumer, token) : null;
    }

    private bool May(Consumer consumer) =>
        user.May(Role.Administrator, consumer.PortfolioId) || consumer.IsContact(user.Email);
}
