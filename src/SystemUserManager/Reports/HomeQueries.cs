using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Reports;

/// <summary>One line of the first-run checklist.</summary>
public sealed record FirstRunLine(string Text, string Link, bool IsDone);

/// <param name="Portfolios">Those that need somebody most.</param>
/// <param name="Expiring">Live tokens that end within 30 days, soonest first.</param>
public sealed record HomeView(
    IReadOnlyList<FirstRunLine> Checklist,
    IReadOnlyList<OperationRow> OpenOperations,
    IReadOnlyList<ExpiringToken> Expiring,
    IReadOnlyList<PortfolioRow> Portfolios,
    OpenFindings Findings,
    FirstNotices FirstNotices,
    IReadOnlyList<OpenHandOver> OfferedToMe,
    int SystemUsers,
    int WithoutOwner,
    int OwnerLeft,
    int LiveTokens,
    int Grants
);

public sealed record ExpiringToken(
    long SystemUserId,
    string SystemUserName,
    string PortfolioName,
    DateTimeOffset ExpiresAt
);

/// <summary>What Home shows to this user.</summary>
public sealed class HomeQueries(
    AppDb db,
    CurrentUser user,
    PortfolioListQueries portfolios,
    OperationQueries operations,
    FindingListQueries findings,
    HandOverQueries handOvers,
    TimeProvider time
)
{
    private const int ShownPortfolios = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public async Task<HomeView> ReadAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Soon;
        var live = db.Tokens.Where(t =>
            t.State == TokenState.Active
            || t.State == TokenState.Rotating
            || t.State == TokenState.Revoking
            || t.State == TokenState.Orphan
        );
        var expiring = await (
            from t in live
            join s in db.SystemUsers on t.SystemUserId equals s.Id
            join p in db.Portfolios on t.PortfolioId equals p.Id
            where t.ExpiresAt != null && t.ExpiresAt <= until
            orderby t.ExpiresAt, t.Id
            select new ExpiringToken(s.Id, s.Name, p.Name, t.ExpiresAt!.Value)
        )
            .Take(20)
            .ToListAsync(cancellationToken);
        var notices = await findings.FirstNoticesAsync(cancellationToken);
        return new HomeView(
            await ChecklistAsync(cancellationToken),
            await operations.OpenAsync(cancellationToken),
            expiring,
            [
                .. (await portfolios.WorstFirstAsync(new PortfolioFilter(), null, cancellationToken)).Rows.Take(
                    ShownPortfolios
                ),
            ],
            await findings.OpenAsync([.. notices.Shown.SelectMany(n => n.Worst).Select(f => f.Id)], cancellationToken),
            notices,
            await handOvers.MineAsync(cancellationToken),
            await db.SystemUsers.CountAsync(s => s.VanishedAt == null, cancellationToken),
            await db.SystemUsers.OwnedBy(db, OwnersShown.Nobody, user).CountAsync(cancellationToken),
            await db.SystemUsers.OwnedBy(db, OwnersShown.Left, user).CountAsync(cancellationToken),
            await live.CountAsync(cancellationToken),
            await db.SeenGrants.CountAsync(g => g.ValidTo == null, cancellationToken)
        );
    }

    /// <summary>Only for those who can do these things, and empty once all are done.</summary>
    private async Task<IReadOnlyList<FirstRunLine>> ChecklistAsync(CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return [];
        List<FirstRunLine> lines =
        [
            new(
                "Connect a portfolio",
                "/Portfolios/Connect",
                await db.Portfolios.AnyAsync(p => p.State == PortfolioState.Connected, cancellationToken)
            ),
            new(
                "Create the first system user with its token",
                "/SystemUsers/Create",
                await db.Operations.AnyAsync(
                    o => o.Kind == OperationKind.CreateSystemUser && o.State == OperationState.Done,
                    cancellationToken
                )
            ),
            new(
                "Add an offboarder and an auditor",
                "/Settings/People",
                await IsGivenAsync(Role.Offboarder, cancellationToken)
                    && await IsGivenAsync(Role.Auditor, cancellationToken)
            ),
        ];
        return lines.All(l => l.IsDone) ? [] : lines;
    }

    private async Task<bool> IsGivenAsync(Role role, CancellationToken cancellationToken) =>
        await db.RoleAssignments.AnyAsync(r => r.Role == role, cancellationToken)
        || await db.LabelRoles.AnyAsync(r => r.Role == role, cancellationToken);
}
