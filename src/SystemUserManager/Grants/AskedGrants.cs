using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Grants;

/// <summary>What may be asked for on assets, whoever is given it.</summary>
internal static class AskedGrants
{
    private const string Field = "Grants";

    /// <summary>Problems stand at the field <c>Grants</c>; empty: they may be asked for.</summary>
    public static async Task<List<Problem>> CheckAsync(
        AppDb db,
        long portfolioId,
        IReadOnlyList<AskedGrant> grants,
        CancellationToken cancellationToken
    )
    {
        var ids = grants.Select(g => g.AssetId).ToList();
        var assets = await db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == portfolioId && ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
        var problems = new List<Problem>();
        if (ids.Distinct().Count() != ids.Count)
            problems.Add(InvalidValue.Of(Field, "An asset stands twice. Nothing was done yet: keep one of them."));
        foreach (var grant in grants)
        {
            if (!assets.TryGetValue(grant.AssetId, out var asset) || asset.GoneAt is not null)
                problems.Add(
                    InvalidValue.Of(
                        Field,
                        "An asset isn't in this portfolio (any more). Nothing was done yet: choose again."
                    )
                );
            else if (asset.Kind == AssetKind.AssetGroup)
                problems.Add(
                    InvalidValue.Of(
                        Field,
                        $"{asset.Name} is an asset group; its reach grows by itself, so it isn't given here. Choose single assets."
                    )
                );
            else if (grant.Tasks.Count == 0)
                problems.Add(
                    InvalidValue.Of(
                        Field,
                        $"{asset.Name}: choose at least one task, or leave the asset out. Nothing was done yet."
                    )
                );
            else if (
                grant.Tasks.Except(AssetKinds.Of(asset.Kind).Tasks.Select(t => t.Value)).FirstOrDefault() is { } unknown
            )
                problems.Add(
                    InvalidValue.Of(
                        Field,
                        $"{asset.Name}: \"{unknown}\" is no task of this kind of asset. Nothing was done yet."
                    )
                );
        }

        return problems;
    }
}
