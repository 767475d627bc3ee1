using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Apps;

/// <summary>An app that a token of a system user may be for.</summary>
/// <param name="Id">null: the one that the portfolio is connected through.</param>
public sealed record AppOption(long? Id, string AppId, string Name);

/// <summary>It can't be done through this app now.</summary>
public sealed record AppCannotBeUsed(string Because) : Problem($"{Because} Nothing was started.");

/// <summary>Through which of its portfolio's apps something is done with a system user.</summary>
public sealed class AppChoice(AppDb db)
{
    /// <summary>The portfolio's own first; then those that work and have this system user.</summary>
    public async Task<IReadOnlyList<AppOption>> OptionsAsync(SystemUser systemUser, CancellationToken cancellationToken)
    {
        var own = await db
            .Portfolios.Where(p => p.Id == systemUser.PortfolioId)
            .Select(p => new { p.AppId, p.AppName })
            .SingleAsync(cancellationToken);
        var others = await db
            .PortfolioApps.Where(a => a.PortfolioId == systemUser.PortfolioId)
            .Where(a => a.RemovedAt == null && a.NoAccessSince == null)
            .Where(a =>
                db.AppScopedSystemUsers.Any(s =>
                    s.PortfolioAppId == a.Id && s.SystemUserId == systemUser.Id && s.GoneAt == null
                )
            )
            .OrderBy(a => a.Id)
            .Select(a => new AppOption(a.Id, a.AppId, a.Name))
            .ToListAsync(cancellationToken);
        return [new AppOption(null, own.AppId, own.AppName ?? own.AppId), .. others];
    }

    /// <summary>null: it can be done through it.</summary>
    /// <param name="portfolioAppId">null: the one that the portfolio is connected through.</param>
    public async Task<Problem?> WhyNotAsync(
        SystemUser systemUser,
        long? portfolioAppId,
        CancellationToken cancellationToken
    )
    {
        if (portfolioAppId is not { } id)
            return null;
        var app = await db.PortfolioApps.FirstOrDefaultAsync(
            a => a.Id == id && a.PortfolioId == systemUser.PortfolioId && a.RemovedAt == null,
            cancellationToken
        );
        if (app is null)
            return new NotFound("This app of the portfolio") { Field = "App" };
        if (app.NoAccessSince is { } since)
            return new AppCannotBeUsed(
                $"There is no access through {app.Name} since {since:yyyy-MM-dd HH:mm} UTC: {app.NoAccessReason}"
            )
            {
                Field = "App",
                Link = $"/Apps/{app.Id}",
            };
        return await db.AppScopedSystemUsers.AnyAsync(
            s => s.PortfolioAppId == id && s.SystemUserId == systemUser.Id && s.GoneAt == null,
            cancellationToken
        )
            ? null
            : new AppCannotBeUsed(
                $"Which one {systemUser.Name} is for {app.Name} isn't known. Say it on the app's page."
            )
            {
                Field = "App",
                Link = $"/Apps/{app.Id}",
            };
    }

    /// <summary>The one that a token is of; null: the one that the portfolio is connected through.</summary>
    public Task<long?> OfTokenAsync(Tokens.Token token, CancellationToken cancellationToken) =>
        db
            .PortfolioApps.Where(a => a.PortfolioId == token.PortfolioId && a.AppId == token.AppId)
            .Select(a => (long?)a.Id)
            .FirstOrDefaultAsync(cancellationToken);
}
