using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>Another change of the same system user isn't finished.</summary>
public sealed record ChangeUnderWay(string Title, string AskedBy)
    : Problem(
        $"\"{Title}\", asked for by {AskedBy}, isn't finished. Nothing new was started. Look at that operation first."
    );

/// <summary>Meta doesn't show it any more.</summary>
public sealed record SystemUserVanished(string Name)
    : Problem($"{Name} vanished: Meta doesn't show it any more. Nothing was started.");

/// <summary>What every change of an existing system user at Meta asks, but for what ends tokens (<see cref="RevokeRules"/>).</summary>
public sealed class ChangeRules(AppDb db)
{
    /// <summary>null: it can be changed now.</summary>
    public async Task<Problem?> WhyNotAsync(SystemUser systemUser, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        if (await db.IsControlAsync(systemUser, cancellationToken))
            return new ControlSystemUserProtected();
        if (systemUser.VanishedAt is not null)
            return new SystemUserVanished(systemUser.Name);
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        return await FindUnderWayAsync(systemUser, cancellationToken);
    }

    /// <summary>null: no change of it is asked for and unfinished.</summary>
    public Task<ChangeUnderWay?> FindUnderWayAsync(SystemUser systemUser, CancellationToken cancellationToken) =>
        FindUnderWayAsync(db.Operations.Where(o => o.SystemUserId == systemUser.Id), cancellationToken);

    /// <summary>The first unfinished change among these; null: there is none.</summary>
    internal static async Task<ChangeUnderWay?> FindUnderWayAsync(
        IQueryable<Operation> operations,
        CancellationToken cancellationToken
    )
    {
        var open = await operations
            .Where(o => o.IsChange)
            .Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
            .OrderBy(o => o.Id)
            .Select(o => new
            {
                o.Id,
                o.Title,
                o.AskedByName,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return open is null
            ? null
            : new ChangeUnderWay(open.Title, open.AskedByName) { Link = $"/Operations/{open.Id}" };
    }

    /// <summary>Until the transaction ends, nobody else asks for a change of it: of two at once, the second finds the first.</summary>
    public Task LockAsync(SystemUser systemUser, CancellationToken cancellationToken) =>
        LockAsync(db, systemUser, cancellationToken);

    /// <summary>The same for changes and revokes.</summary>
    internal static Task LockAsync(AppDb db, SystemUser systemUser, CancellationToken cancellationToken) =>
        // Not its row: a worker writes an operation's row and then this one, and a revoke takes the operation's next.
        db.LockAsync($"changes of system user {systemUser.Id}", cancellationToken);

    /// <summary>As it stands beside a button that is off: nobody asked for anything yet.</summary>
    public static string? Words(Problem? why) =>
        why switch
        {
            ControlSystemUserProtected => PortfolioRules.ControlSystemUserIsProtected,
            PortfolioCannotAct cannot => cannot.Because,
            _ => why?.Sentence,
        };
}
