using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

public enum AccountState
{
    Open,

    /// <summary>It has a password that was handed over and not changed yet.</summary>
    MustChangePassword,

    /// <summary>Too many wrong passwords; see <see cref="AccountRow.LockedUntil"/>.</summary>
    Locked,
    Ended,

    /// <summary>It ended by itself; see <see cref="AccountRow.LastDay"/>.</summary>
    PastLastDay,
}

public sealed record PortfolioChoice(long Id, string Name);

/// <summary>A role of an account; PortfolioId and PortfolioName null: on all portfolios.</summary>
public sealed record AccountRole(Role Role, long? PortfolioId, string? PortfolioName);

/// <summary>A role of an account on a label.</summary>
/// <param name="Portfolios">How many portfolios carry it now.</param>
public sealed record AccountLabelRole(Role Role, string Label, int Portfolios);

/// <summary>An account as the pages under Settings and Account show it. Times are UTC.</summary>
/// <param name="HasLogin">The identity provider knows it.</param>
/// <param name="Roles">Without those that came with a label.</param>
public sealed record AccountRow(
    long Id,
    string Name,
    string Email,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset? LockedUntil,
    bool MustChangePassword,
    bool HasSecondFactor,
    bool HasPassedEnd,
    bool IsBreakGlass,
    bool HasLogin,
    IReadOnlyList<AccountRole> Roles,
    IReadOnlyList<AccountLabelRole> LabelRoles
)
{
    /// <summary>null: no end is set.</summary>
    public DateOnly? LastDay => EndDate.LastDay(EndsAt);

    public AccountState State =>
        EndedAt is not null ? AccountState.Ended
        : HasPassedEnd ? AccountState.PastLastDay
        : LockedUntil is not null ? AccountState.Locked
        : MustChangePassword ? AccountState.MustChangePassword
        : AccountState.Open;

    public string RolesInWords =>
        RolesText.Of(Roles.Select(r => (r.Role, r.PortfolioName)), LabelRoles.Select(r => (r.Role, r.Label)));

    /// <summary>It has a role on labels alone, and no portfolio carries one of them: it sees nothing.</summary>
    public bool SeesNothing => Roles.Count == 0 && LabelRoles.Count > 0 && LabelRoles.All(r => r.Portfolios == 0);
}

/// <summary>Reads accounts: everybody their own, administrators of all portfolios any.</summary>
public sealed class PeopleQueries(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>Open accounts first, then by name. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<AccountRow>> AllAsync(CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return [];
        var rows = await Rows(db.Users).ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(r => r.EndedAt is not null)
                .ThenBy(r => SortKey.Of(r.Name), StringComparer.Ordinal)
                .ThenBy(r => r.Id),
        ];
    }

    /// <summary>null: there is no such account, or it is not for this user to see.</summary>
    public async Task<AccountRow?> FindAsync(long accountId, CancellationToken cancellationToken) =>
        user.MayEverywhere(Role.Administrator) || accountId == user.AccountId
            ? await Rows(db.Users.Where(a => a.Id == accountId)).SingleOrDefaultAsync(cancellationToken)
            : null;

    /// <summary>The portfolios that roles can be given on, by name.</summary>
    public async Task<IReadOnlyList<PortfolioChoice>> PortfoliosAsync(CancellationToken cancellationToken) =>
        await db
            .Portfolios.AsNoTracking()
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Select(p => new PortfolioChoice(p.Id, p.Name))
            .ToListAsync(cancellationToken);

    private IQueryable<AccountRow> Rows(IQueryable<Account> accounts)
    {
        var now = time.GetUtcNow();
        return accounts
            .AsNoTracking()
            .Select(a => new AccountRow(
                a.Id,
                a.Name,
                a.Email!,
                a.CreatedAt,
                a.LastSignInAt,
                a.EndedAt,
                a.EndsAt,
                a.LockoutEnd > now ? a.LockoutEnd : null,
                a.MustChangePassword,
                a.TwoFactorEnabled || db.UserPasskeys.Any(p => p.UserId == a.Id),
                a.EndsAt != null && a.EndsAt <= now,
                a.IsBreakGlass,
                db.UserLogins.Any(l => l.UserId == a.Id),
                a.Roles.Where(r => r.LabelRoleId == null)
                    .Select(r => new AccountRole(
                        r.Role,
                        r.PortfolioId,
                        db.Portfolios.Where(p => p.Id == r.PortfolioId).Select(p => p.Name).FirstOrDefault()
                    ))
                    .ToList(),
                db.LabelRoles.Where(r => r.AccountId == a.Id)
                    .OrderBy(r => r.LabelKey)
                    .Select(r => new AccountLabelRole(
                        r.Role,
                        r.Label,
                        db.RoleAssignments.Count(x => x.LabelRoleId == r.Id)
                    ))
                    .ToList()
            ));
    }
}
