using System.Globalization;
using MetaGraph.Assets;
using MetaGraph.Tokens;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.SystemUsers;

/// <summary>One call of Meta's API, as a step of an act makes it. It holds no secret.</summary>
/// <param name="Step">The step's name in the plan.</param>
/// <param name="Body">Parameters besides the token and its proof; null: none.</param>
/// <param name="InBatch">Sent with others in one request.</param>
public sealed record PlannedCall(string Step, string Method, string Path, string? Body = null, bool InBatch = false);

/// <summary>
/// The calls of an act when nothing goes wrong, for whoever wants to see them before. What waiting, looking again and
/// repeating add isn't in it.
/// </summary>
public static class PlannedCalls
{
    private const string New = "{new id}";

    public static IReadOnlyList<PlannedCall> OfCreation(
        Portfolio portfolio,
        CreateSystemUserRequest request,
        IReadOnlyDictionary<long, Asset> assets
    )
    {
        var list = $"/{portfolio.BusinessId}/system_users";
        var given = request.Grants.Where(g => assets.ContainsKey(g.AssetId)).ToList();
        var asked = given.Select(g => assets[g.AssetId]).Where(a => AssetKinds.Of(a.Kind).ReverseEdge is null);
        return
        [
            new(CreateSystemUser.CheckRights, "GET", "/debug_token"),
            new(CreateSystemUser.SeeNameIsFree, "GET", list),
            new(CreateSystemUser.CreateAtMeta, "POST", list, $"name={request.Name.Trim()} role=EMPLOYEE"),
            new(CreateSystemUser.SeeInList, "GET", list),
            new(CreateSystemUser.InstallApp, "POST", $"/{New}/applications", $"business_app={portfolio.AppId}"),
            .. given.Select(g => Assignment(CreateSystemUser.AssignAssets, assets[g.AssetId], New, portfolio, g.Tasks)),
            new(CreateSystemUser.ReadBack, "GET", $"/{New}"),
            .. asked.Select(a => AskedItself(CreateSystemUser.ReadBack, a, portfolio)),
            .. OfToken(New, portfolio.AppId, request.Scopes, request.Lifetime),
        ];
    }

    /// <param name="user">Meta's id of the system user, as the app has it.</param>
    public static IReadOnlyList<PlannedCall> OfIssue(
        string user,
        string appId,
        IReadOnlyList<string> scopes,
        TokenLifetime lifetime
    ) =>
        [
            new(IssueToken.CheckRights, "GET", "/debug_token"),
            new(IssueToken.InstallApp, "POST", $"/{user}/applications", $"business_app={appId}"),
            .. OfToken(user, appId, scopes, lifetime),
        ];

    public static IReadOnlyList<PlannedCall> OfChange(
        Portfolio portfolio,
        SystemUser systemUser,
        IReadOnlyList<AccessChange> changes,
        bool hasToken
    )
    {
        if (changes.Count == 0)
            return [];
        var user = systemUser.GraphId;
        var asked = changes.Select(c => c.Asset).Where(a => AssetKinds.Of(a.Kind).ReverseEdge is null).ToList();
        var removed = changes.Where(c => c.After.Count == 0 && AssetKinds.Of(c.Asset.Kind).CanUnassign);
        var added = changes.FirstOrDefault(c => c is { What: AccessChangeKind.Added });
        return
        [
            new(ChangeAccess.CheckRights, "GET", "/debug_token"),
            new(ChangeAccess.SeeReach, "GET", $"/{user}"),
            .. asked.Select(a => AskedItself(ChangeAccess.SeeReach, a, portfolio)),
            .. changes
                .Where(c => c.After.Count > 0)
                .Select(c => Assignment(ChangeAccess.Assign, c.Asset, user, portfolio, c.After)),
            .. removed.Select(c => new PlannedCall(
                ChangeAccess.Remove,
                "DELETE",
                $"/{c.Asset.GraphId}/assigned_users",
                $"user={user} business={portfolio.BusinessId}",
                InBatch: true
            )),
            new(ChangeAccess.ReadBack, "GET", $"/{user}"),
            .. asked.Select(a => AskedItself(ChangeAccess.ReadBack, a, portfolio)),
            .. added is null || !hasToken
                ? Array.Empty<PlannedCall>()
                : [new(ChangeAccess.Prove, "GET", $"/{added.Asset.GraphId}", "with its own token")],
        ];
    }

    private static IEnumerable<PlannedCall> OfToken(
        string user,
        string appId,
        IReadOnlyList<string> scopes,
        TokenLifetime lifetime
    ) =>
        [
            new(
                IssueToken.GenerateAndStage,
                "POST",
                $"/{user}/access_tokens",
                $"business_app={appId} scope={string.Join(',', scopes)} set_token_expires_in_60_days={(lifetime == TokenLifetime.SixtyDays ? "true" : "false")}"
            ),
            new(IssueToken.ProveStaged, "GET", "/debug_token"),
            new(IssueToken.ProveStaged, "GET", "/me"),
        ];

    private static PlannedCall Assignment(
        string step,
        Asset asset,
        string user,
        Portfolio portfolio,
        IReadOnlyList<string> tasks
    ) =>
        new(
            step,
            "POST",
            $"/{asset.GraphId}/assigned_users",
            string.Create(
                CultureInfo.InvariantCulture,
                $"user={user} business={portfolio.BusinessId} tasks={string.Join(',', tasks)}"
            ),
            InBatch: true
        );

    private static PlannedCall AskedItself(string step, Asset asset, Portfolio portfolio) =>
        new(step, "GET", $"/{asset.GraphId}/assigned_users", $"business={portfolio.BusinessId}", InBatch: true);
}
