using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>What a new system user would be, before it is asked for.</summary>
/// <param name="Alike">Names in the portfolio that are so alike that one may be meant for the other.</param>
/// <param name="Used">System users without the admin that stand there already.</param>
/// <param name="Slots">How many Meta allows; null: the access tier isn't known.</param>
/// <param name="Idle">With no slot free: some that have neither a live token nor a grant, and could take another name.</param>
/// <param name="Preset">What differs from the purpose preset; empty: nothing, or none is chosen.</param>
/// <param name="Calls">What would be asked of Meta, in order.</param>
public sealed record CreatePreview(
    Reach Reach,
    IReadOnlyList<string> Alike,
    int Used,
    int? Slots,
    IReadOnlyList<IdleSystemUser> Idle,
    IReadOnlyList<string> Preset,
    IReadOnlyList<PlannedCall> Calls
)
{
    public long PortfolioId { get; init; }
}

public sealed record IdleSystemUser(long Id, string Name);

/// <summary>Reads what a system user reaches or would reach; tenancy applies.</summary>
public sealed class ReachQueries(
    AppDb db,
    SystemUserQueries systemUsers,
    AssetQueries assets,
    PortfolioQueries portfolios
)
{
    private const int IdleShown = 5;

    /// <summary>null: the portfolio isn't there, or not to be seen by this user.</summary>
    public async Task<CreatePreview?> PreviewAsync(CreateSystemUserRequest request, CancellationToken cancellationToken)
    {
        var portfolio = (await portfolios.ListAsync(cancellationToken)).FirstOrDefault(p =>
            p.Id == request.PortfolioId
        );
        if (portfolio is null)
            return null;
        var ids = request.Grants.Select(g => g.AssetId).ToList();
        var chosen = await db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == portfolio.Id && ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
        var reached = request
            .Grants.Where(g => chosen.ContainsKey(g.AssetId))
            .Select(g => new ReachedAsset(chosen[g.AssetId].Kind, chosen[g.AssetId].Name, [.. g.Tasks]));
        return new CreatePreview(
            Reach.Of([.. reached], request.Scopes, await assets.CountsAsync(portfolio.Id, cancellationToken)),
            await systemUsers.FindAlikeAsync(portfolio.Id, request.Name, cancellationToken),
            portfolio.SystemUsers,
            portfolio.Slots,
            portfolio.Slots <= portfolio.SystemUsers ? await IdleAsync(portfolio.Id, cancellationToken) : [],
            [
                .. BeyondPreset.Differences(
                    PurposePresets.Find(request.Preset),
                    request
                        .Grants.Where(g => chosen.ContainsKey(g.AssetId))
                        .Select(g => (chosen[g.AssetId].Kind, chosen[g.AssetId].Name, g.Tasks)),
                    request.Scopes
                ),
            ],
            PlannedCalls.OfCreation(
                await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == portfolio.Id, cancellationToken),
                request,
                chosen
            )
        )
        {
            PortfolioId = portfolio.Id,
        };
    }

    private async Task<IReadOnlyList<IdleSystemUser>> IdleAsync(
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await db
            .SystemUsers.Where(s => s.PortfolioId == portfolioId && s.VanishedAt == null && s.Role != "ADMIN")
            .Where(s => !db.SeenGrants.Any(g => g.SystemUserId == s.Id && g.ValidTo == null))
            .Where(s =>
                !db.Tokens.Any(t =>
                    t.SystemUserId == s.Id && t.State != TokenState.Revoked && t.State != TokenState.Expired
                )
            )
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Take(IdleShown)
            .Select(s => new IdleSystemUser(s.Id, s.Name))
            .ToListAsync(cancellationToken);
}
