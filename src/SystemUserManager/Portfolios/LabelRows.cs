using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Portfolios;

/// <summary>
/// A portfolio's labels, and whom they let in: both change together, inside the transaction of the act that asks for it,
/// which writes the audit record.
/// </summary>
internal static class LabelRows
{
    /// <summary>Held until the commit: a label and a role on it that come at the same moment find each other.</summary>
    public static Task LockAsync(AppDb db, CancellationToken cancellationToken) =>
        db.LockAsync("labels", cancellationToken);

    /// <summary>Makes them those of the portfolio, and gives and takes what hangs on them.</summary>
    /// <returns>Who sees it through its labels now, in words, by name; empty: nobody.</returns>
    public static async Task<IReadOnlyList<string>> SetAsync(
        AppDb db,
        long portfolioId,
        IReadOnlyList<(string Label, string Key)> wanted,
        CancellationToken cancellationToken
    )
    {
        var has = await db.PortfolioLabels.Where(l => l.PortfolioId == portfolioId).ToListAsync(cancellationToken);
        // One that is only spelled otherwise is written anew, and nobody loses sight.
        db.PortfolioLabels.RemoveRange(has.Where(l => !wanted.Contains((l.Label, l.LabelKey))));
        db.PortfolioLabels.AddRange(
            wanted
                .Where(w => has.All(l => (l.Label, l.LabelKey) != w))
                .Select(w => new PortfolioLabel
                {
                    PortfolioId = portfolioId,
                    Label = w.Label,
                    LabelKey = w.Key,
                })
        );
        var keys = wanted.Select(w => w.Key).ToList();
        var roles = await db.LabelRoles.Where(r => keys.Contains(r.LabelKey)).ToListAsync(cancellationToken);
        var given = await db
            .RoleAssignments.Where(r => r.PortfolioId == portfolioId && r.LabelRoleId != null)
            .ToListAsync(cancellationToken);
        db.RoleAssignments.RemoveRange(given.Where(g => roles.All(r => r.Id != g.LabelRoleId)));
        db.RoleAssignments.AddRange(
            roles.Where(r => given.All(g => g.LabelRoleId != r.Id)).Select(r => Row(r, portfolioId))
        );
        return await InWordsAsync(db, roles, cancellationToken);
    }

    /// <summary>Who sees it through its labels, in words; empty: nobody.</summary>
    public static async Task<IReadOnlyList<string>> SeenByAsync(
        AppDb db,
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await InWordsAsync(
            db,
            await db
                .LabelRoles.Where(r =>
                    db.RoleAssignments.Any(a => a.LabelRoleId == r.Id && a.PortfolioId == portfolioId)
                )
                .ToListAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>
    /// Takes all roles of an account, those on labels with them, and gives those of the choice: the rows for each portfolio
    /// of a label included.
    /// </summary>
    public static async Task ReplaceAsync(
        AppDb db,
        Account account,
        IReadOnlyCollection<RoleChoice> choices,
        CancellationToken cancellationToken
    )
    {
        await LockAsync(db, cancellationToken);
        db.RoleAssignments.RemoveRange(
            await db.RoleAssignments.Where(r => r.AccountId == account.Id).ToListAsync(cancellationToken)
        );
        using (db.Unaudited("The act's own record is saved with what follows, in the same transaction."))
        {
            await db.SaveChangesAsync(cancellationToken);
            db.LabelRoles.RemoveRange(
                await db.LabelRoles.Where(r => r.AccountId == account.Id).ToListAsync(cancellationToken)
            );
            await db.SaveChangesAsync(cancellationToken);
            db.LabelRoles.AddRange(choices.SelectMany(c => c.OnLabels(account.Id)));
            await db.SaveChangesAsync(cancellationToken);
        }

        db.RoleAssignments.AddRange(choices.SelectMany(c => c.For(account.Id)));
        var roles = await db.LabelRoles.Where(r => r.AccountId == account.Id).ToListAsync(cancellationToken);
        var keys = roles.ConvertAll(r => r.LabelKey);
        var carried = await db
            .PortfolioLabels.IgnoreQueryFilters([AppDb.Tenancy])
            .Where(l => keys.Contains(l.LabelKey))
            .ToListAsync(cancellationToken);
        db.RoleAssignments.AddRange(
            carried.SelectMany(l => roles.Where(r => r.LabelKey == l.LabelKey).Select(r => Row(r, l.PortfolioId)))
        );
    }

    private static RoleAssignment Row(LabelRole role, long portfolioId) =>
        new()
        {
            AccountId = role.AccountId,
            Role = role.Role,
            PortfolioId = portfolioId,
            LabelRoleId = role.Id,
        };

    private static async Task<IReadOnlyList<string>> InWordsAsync(
        AppDb db,
        IReadOnlyCollection<LabelRole> roles,
        CancellationToken cancellationToken
    )
    {
        var ids = roles.Select(r => r.AccountId).Distinct().ToList();
        var names = await db
            .Users.Where(a => ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => $"{a.Name} <{a.Email}>", cancellationToken);
        return
        [
            .. roles
                .GroupBy(r => r.AccountId)
                .Select(g => $"{names[g.Key]} ({g.Max(r => r.Role)})")
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
