using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>What a person has to know before an act on a system user.</summary>
/// <param name="ShownAtMeta">Nobody here answers for it yet: its first act asks who does, and adopts this. null: somebody does.</param>
/// <param name="WhyNotChange">A sentence on why nothing of it can be changed at Meta now; null: it can.</param>
/// <param name="WhyNotChangeLink">A local path to what stands in the way; null: none.</param>
/// <param name="WhyNotRegister">A sentence on why no token of it can be registered now; null: one can.</param>
/// <param name="WhyNotEdit">A sentence on why this user can't edit its record; null: they can.</param>
/// <param name="LiveTokens">Those that the record knows.</param>
/// <param name="Apps">Through which something can be done with it; the portfolio's own first.</param>
/// <param name="Owner">As it is typed into a form; null: nobody.</param>
public sealed record SystemUserActs(
    SystemUser SystemUser,
    Portfolio Portfolio,
    ShownAtMeta? ShownAtMeta,
    string? WhyNotChange,
    string? WhyNotChangeLink,
    string? WhyNotRegister,
    string? WhyNotEdit,
    IReadOnlyList<Token> LiveTokens,
    OwnerOption? Owner,
    OwnerOption? Successor,
    IReadOnlyList<Consumer> Consumers,
    IReadOnlyList<AppOption> Apps
)
{
    /// <summary>Nobody here answers for it yet: its first act asks who does.</summary>
    public bool NeedsAdoption => ShownAtMeta is not null;
}

/// <summary>Reads of what can be done with a system user; tenancy applies.</summary>
public sealed class SystemUserActQueries(AppDb db, CurrentUser user, ChangeRules rules, AppChoice apps)
{
    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<SystemUserActs?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (systemUser is null)
            return null;
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        var people = await db
            .People.AsNoTracking()
            .Where(p => p.Id == systemUser.OwnerId || p.Id == systemUser.SuccessorId)
            .Select(p => new OwnerOption(p.Id, p.Name, p.Email, p.IsTeam))
            .ToListAsync(cancellationToken);
        var mayNot = user.May(Role.Administrator, portfolio.Id) ? null : (Problem?)new OnlyAdministrators();
        var whyNot = mayNot ?? await rules.WhyNotAsync(systemUser, cancellationToken);
        return new SystemUserActs(
            systemUser,
            portfolio,
            !systemUser.IsOurs && !await db.IsControlAsync(systemUser, cancellationToken)
                ? await ShownAtMeta.OfAsync(db, systemUser, cancellationToken)
                : null,
            ChangeRules.Words(whyNot),
            whyNot?.Link,
            mayNot?.Sentence ?? PortfolioRules.WhyItCannotBeRead(portfolio),
            mayNot?.Sentence,
            await db
                .Tokens.AsNoTracking()
                .Where(t => t.SystemUserId == id && t.State != TokenState.Revoked && t.State != TokenState.Expired)
                .OrderBy(t => t.Id)
                .ToListAsync(cancellationToken),
            people.Find(p => p.Id == systemUser.OwnerId),
            people.Find(p => p.Id == systemUser.SuccessorId),
            await db
                .Consumers.AsNoTracking()
                .Where(c => c.SystemUserId == id)
                .OrderBy(c => c.Id)
                .ToListAsync(cancellationToken),
            await apps.OptionsAsync(systemUser, cancellationToken)
        );
    }

    private sealed record OnlyAdministrators() : Problem("An administrator of this portfolio does that.");
}
