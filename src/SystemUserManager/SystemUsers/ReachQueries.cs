using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.SystemUsers;

/// <summary>What a new system user would be, before it is asked for.</summary>
/// <param name="Alike">Names in the portfolio that are so alike that one may be meant for the other.</param>
/// <param name="Used">System users without the admin that stand there already.</param>
/// <param name="Slots">How many Meta allows; null: the access tier isn't known.</param>
public sealed record CreatePreview(Reach Reach, IReadOnlyList<string> Alike, int Used, int? Slots);

/// <summary>Reads what a system user reaches or would reach; tenancy applies.</summary>
public sealed class ReachQueries(
    AppDb db,
    SystemUserQueries systemUsers,
    AssetQueries assets,
    PortfolioQueries portfolios
)
{
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
            portfolio.Slots
        );
    }
}
