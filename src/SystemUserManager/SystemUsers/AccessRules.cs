using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>The last complete read of Meta's list didn't show it any more.</summary>
public sealed record SystemUserVanished(string Name)
    : Problem($"{Name} vanished from Meta's list, so there is nothing to change. Nothing was started.");

/// <summary>Another change of the same system user isn't finished.</summary>
public sealed record AccessChangeUnderWay(string Title, string AskedBy)
    : Problem(
        $"\"{Title}\" isn't finished, asked for by {AskedBy}. Nothing new was started. Look at that operation first."
    );

/// <summary>Whether the access of a system user may be changed now.</summary>
public sealed class AccessRules(AppDb db)
{
    /// <summary>null: it may.</summary>
    public async Task<Problem?> WhyNotAsync(SystemUser systemUser, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        if (systemUser.GraphId == portfolio.ControlSystemUserGraphId)
            return new ControlSystemUserProtected();
        if (systemUser.VanishedAt is not null)
            return new SystemUserVanished(systemUser.Name);
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        var open = await db
            .Operations.Where(o => o.SystemUserId == systemUser.Id && o.IsChange)
            .Where(o =>
                o.State == OperationState.Waiting
                || o.State == OperationState.Running
                || (o.State == OperationState.NeedsAttention && o.Kind == OperationKind.ChangeAccess)
            )
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
            : new AccessChangeUnderWay(open.Title, open.AskedByName) { Link = $"/Operations/{open.Id}" };
    }
}
