using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Apps;

/// <param name="AppScopedSystemUserId">Ours, of what another app numbers.</param>
/// <param name="SystemUserId">The record that it is; null: it is none of them after all.</param>
public sealed record JoinSystemUserRequest(ActRequest Act, long AppScopedSystemUserId, long? SystemUserId);

/// <summary>The record is joined with another id of the same app.</summary>
public sealed record SystemUserJoinedAlready(string Name, string GraphId)
    : Problem($"{Name} is {GraphId} for this app already. Nothing was changed. Undo that first, if it is wrong.");

/// <summary>Tokens for this app were issued to the record that it is joined with.</summary>
public sealed record JoinIsInUse(string Name)
    : Problem($"Tokens of {Name} for this app stand in the record and live. Nothing was changed. Revoke them first.");

/// <summary>
/// Says which system user it is that another app numbers otherwise, where name and time of creation didn't tell. Changes
/// the record alone. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class JoinSystemUser(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <returns>The app's number here.</returns>
    public async Task<Result<long>> RunAsync(JoinSystemUserRequest request, CancellationToken cancellationToken)
    {
        var scoped = await db.AppScopedSystemUsers.FirstOrDefaultAsync(
            s => s.Id == request.AppScopedSystemUserId,
            cancellationToken
        );
        if (scoped is null)
            return new NotFound("This system user of the app");
        if (!user.May(Role.Administrator, scoped.PortfolioId))
            return new NotAllowed("say which system user it is");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (scoped.SystemUserId == request.SystemUserId)
            return scoped.PortfolioAppId;
        var app = await db.PortfolioApps.SingleAsync(a => a.Id == scoped.PortfolioAppId, cancellationToken);
        if (await FindUseAsync(scoped, app, cancellationToken) is { } use)
            return use;
        SystemUser? record = null;
        if (request.SystemUserId is { } id)
        {
            record = await db.SystemUsers.FirstOrDefaultAsync(
                s => s.Id == id && s.PortfolioId == scoped.PortfolioId,
                cancellationToken
            );
            if (record is null)
                return new NotFound("The system user that it is said to be") { Field = nameof(request.SystemUserId) };
            if (await FindTakenAsync(scoped, record, cancellationToken) is { } taken)
                return taken;
        }

        var before = await NameAsync(scoped.SystemUserId, cancellationToken);
        scoped.SystemUserId = record?.Id;
        scoped.JoinedByName = record is null ? null : user.Name;
        scoped.JoinedAt = record is null ? null : time.GetUtcNow();
        db.Audit(
            PortfolioAudit.About(app, "Say which system user it is") with
            {
                Before = AuditFields.Of((scoped.GraphId, before)),
                After = AuditFields.Of((scoped.GraphId, record?.Name ?? "none")),
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return scoped.PortfolioAppId;
    }

    /// <summary>A live token keeps the join that it was issued by.</summary>
    private async Task<Problem?> FindUseAsync(
        AppScopedSystemUser scoped,
        PortfolioApp app,
        CancellationToken cancellationToken
    ) =>
        await db.Tokens.AnyAsync(
            t =>
                t.SystemUserId == scoped.SystemUserId
                && t.AppId == app.AppId
                && t.State != Tokens.TokenState.Revoked
                && t.State != Tokens.TokenState.Expired,
            cancellationToken
        )
            ? new JoinIsInUse(await NameAsync(scoped.SystemUserId, cancellationToken))
            {
                Link = $"/SystemUsers/{scoped.SystemUserId}",
            }
            : null;

    private async Task<Problem?> FindTakenAsync(
        AppScopedSystemUser scoped,
        SystemUser record,
        CancellationToken cancellationToken
    )
    {
        var other = await db
            .AppScopedSystemUsers.Where(s => s.PortfolioAppId == scoped.PortfolioAppId && s.SystemUserId == record.Id)
            .Select(s => s.GraphId)
            .FirstOrDefaultAsync(cancellationToken);
        return other is null
            ? null
            : new SystemUserJoinedAlready(record.Name, other)
            {
                Field = nameof(JoinSystemUserRequest.SystemUserId),
                Link = $"/SystemUsers/{record.Id}",
            };
    }

    private async Task<string> NameAsync(long? systemUserId, CancellationToken cancellationToken) =>
        await db.SystemUsers.Where(s => s.Id == systemUserId).Select(s => s.Name).FirstOrDefaultAsync(cancellationToken)
        ?? "none";
}
