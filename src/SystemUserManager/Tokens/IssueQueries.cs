using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>What a token would be, before it is asked for.</summary>
/// <param name="Reach">What it could do on what Meta showed as reached at the last read.</param>
/// <param name="Preset">What its scopes have more or less than the purpose preset; empty: nothing, or none is chosen.</param>
/// <param name="Calls">What would be asked of Meta, in order.</param>
public sealed record IssuePreview(Reach Reach, IReadOnlyList<string> Preset, IReadOnlyList<PlannedCall> Calls);

/// <summary>Reads what a new token of a system user could do; tenancy applies.</summary>
public sealed class IssueQueries(AppDb db, AssetQueries assets)
{
    public async Task<IssuePreview> PreviewAsync(
        SystemUser systemUser,
        IssueTokenRequest request,
        CancellationToken cancellationToken
    )
    {
        // An asset group isn't reached itself; what it holds is shown like any other.
        var reached = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == systemUser.Id && g.ValidTo == null
            where a.GoneAt == null && a.Kind != AssetKind.AssetGroup
            orderby a.NameKey, a.Id
            select new
            {
                a.Kind,
                a.Name,
                g.Tasks,
            }
        ).ToListAsync(cancellationToken);
        var (user, app) = await ThroughAsync(systemUser, request.PortfolioAppId, cancellationToken);
        return new IssuePreview(
            Reach.Of(
                reached.ConvertAll(g => new ReachedAsset(g.Kind, g.Name, [.. TaskSet.Parse(g.Tasks)])),
                request.Scopes,
                await assets.CountsAsync(systemUser.PortfolioId, cancellationToken)
            ),
            [
                .. BeyondPreset.Differences(
                    PurposePresets.Find(BeyondPreset.KeyOf(request.Preset, systemUser)),
                    [],
                    request.Scopes
                ),
            ],
            user is null ? [] : PlannedCalls.OfIssue(user, app, request.Scopes, request.Lifetime)
        );
    }

    /// <summary>Meta's id of it as the app has it, null: that isn't known; and Meta's id of the app.</summary>
    private async Task<(string? User, string App)> ThroughAsync(
        SystemUser systemUser,
        long? portfolioAppId,
        CancellationToken cancellationToken
    )
    {
        if (portfolioAppId is not { } id)
            return (systemUser.GraphId, systemUser.AppId);
        var joined = await (
            from s in db.AppScopedSystemUsers
            join a in db.PortfolioApps on s.PortfolioAppId equals a.Id
            where a.Id == id && s.SystemUserId == systemUser.Id && s.GoneAt == null
            select new { s.GraphId, a.AppId }
        ).FirstOrDefaultAsync(cancellationToken);
        return (joined?.GraphId, joined?.AppId ?? "");
    }
}
