using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <param name="MayAnswer">The asker may accept it.</param>
public sealed record OpenHandOver(
    long SystemUserId,
    string SystemUserName,
    string? From,
    string To,
    string Reason,
    string AskedByName,
    DateTimeOffset AskedAt,
    bool MayAnswer,
    bool MayTakeBack
);

/// <summary>Offers that wait for an answer; tenancy applies.</summary>
public sealed class HandOverQueries(AppDb db, CurrentUser user)
{
    /// <summary>null: none is open.</summary>
    public async Task<OpenHandOver?> FindOpenAsync(long systemUserId, CancellationToken cancellationToken) =>
        (await OpenAsync(h => h.SystemUserId == systemUserId, cancellationToken)).SingleOrDefault();

    /// <summary>Those that the signed-in account's own person was offered, oldest first.</summary>
    public Task<IReadOnlyList<OpenHandOver>> MineAsync(CancellationToken cancellationToken) =>
        OpenAsync(h => db.People.Any(p => p.Id == h.ToId && p.AccountId == user.AccountId), cancellationToken);

    /// <summary>True where the asker may say for its owner that it is needed, or hand it over.</summary>
    public Task<bool> MayAnswerForAsync(SystemUser systemUser, CancellationToken cancellationToken) =>
        Owners.MayAnswerAsync(db, user, systemUser.OwnerId, systemUser.PortfolioId, cancellationToken);

    private async Task<IReadOnlyList<OpenHandOver>> OpenAsync(
        System.Linq.Expressions.Expression<Func<HandOver, bool>> which,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from h in db.HandOvers.Where(which)
            join s in db.SystemUsers on h.SystemUserId equals s.Id
            join to in db.People on h.ToId equals to.Id
            where h.AnsweredAt == null
            orderby h.Id
            select new
            {
                HandOver = h,
                s.Name,
                From = db.People.Where(p => p.Id == h.FromId).Select(p => p.Name).FirstOrDefault(),
                To = to.Name,
                ToAccount = to.AccountId,
            }
        ).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new OpenHandOver(
                r.HandOver.SystemUserId,
                r.Name,
                r.From,
                r.To,
                r.HandOver.Reason,
                r.HandOver.AskedByName,
                r.HandOver.AskedAt,
                r.ToAccount == user.AccountId
                    || (r.ToAccount is null && user.May(Role.Administrator, r.HandOver.PortfolioId)),
                r.HandOver.AskedByName == user.Name || user.May(Role.Administrator, r.HandOver.PortfolioId)
            )),
        ];
    }
}
