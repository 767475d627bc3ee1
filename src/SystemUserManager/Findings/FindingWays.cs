using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>Where each answer to a finding is given, and why it can't be given now.</summary>
public sealed class FindingWays(
    AppDb db,
    CurrentUser user,
    ChangeRules changes,
    RevokeRules revokes,
    IOptions<PolicyOptions> policy,
    TimeProvider time
)
{
    public const string OnlyAdministrators = "An administrator of this portfolio does that.";

    private const string OnlyOwners = "Its owner, or an administrator of this portfolio, does that.";

    private const string OnlyOffboarders = "An offboarder or administrator of this portfolio does that.";

    /// <summary>In the order of its rule; none that leads nowhere, since what it would be about isn't known.</summary>
    internal async Task<IReadOnlyList<FindingWay>> OfAsync(
        FindingNow now,
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        var found = new List<FindingWay>();
        foreach (var answer in FindingRules.Of(now.Finding.Kind).Answers)
        {
            if (await PathAsync(answer, now, cancellationToken) is not { } path)
                continue;
            var (whyNot, link) = await WhyNotAsync(answer, now, portfolio, cancellationToken);
            found.Add(new FindingWay(answer, path, whyNot, link));
        }

        if (now.Finding is { Kind: FindingKind.NewAsset, IsOpen: true, SystemUserId: null, AssetId: { } asset })
            found.AddRange(await GiveAsync(asset, portfolio, cancellationToken));
        return found;
    }

    /// <summary>To each of those that reach all its like.</summary>
    private async Task<List<FindingWay>> GiveAsync(
        long assetId,
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        var picture = await new PictureQueries(db, policy).ReadAsync(portfolio.Id, time.GetUtcNow(), cancellationToken);
        var ids = NewAssetRule.WhoMisses(picture!, assetId).Select(s => s.Id).ToList();
        var systemUsers = await db
            .SystemUsers.AsNoTracking()
            .Where(s => ids.Contains(s.Id))
            .ToDictionaryAsync(s => s.Id, cancellationToken);
        var found = new List<FindingWay>();
        foreach (var systemUser in ids.Select(id => systemUsers[id]))
        {
            var why = user.May(Role.Administrator, portfolio.Id)
                ? await changes.WhyNotAsync(systemUser, cancellationToken)
                : null;
            found.Add(
                new FindingWay(
                    FindingAnswer.ChangeAccess,
                    Access(systemUser.Id, assetId),
                    user.May(Role.Administrator, portfolio.Id) ? FindingAnswerRules.Words(why) : OnlyAdministrators,
                    why?.Link
                )
                {
                    Of = systemUser.Name,
                }
            );
        }

        return found;
    }

    /// <summary>Its form, with this asset picked.</summary>
    private static string Access(long systemUserId, long? assetId) =>
        $"/SystemUsers/{systemUserId}/Access{(assetId is { } asset ? $"?Asset={asset}" : "")}";

    private async Task<string?> PathAsync(FindingAnswer answer, FindingNow now, CancellationToken cancellationToken)
    {
        var finding = now.Finding;
        return answer switch
        {
            FindingAnswer.Adopt when now.SystemUser is { IsOurs: false } => OfSystemUser("Edit"),
            FindingAnswer.Adopt => $"/Findings/{finding.Id}/Adopt",
            FindingAnswer.Revert => $"/Findings/{finding.Id}/Revert",
            FindingAnswer.Rename => OfSystemUser("Rename"),
            FindingAnswer.AssignOwner or FindingAnswer.EditRecord => OfSystemUser("Edit"),
            FindingAnswer.StillNeeded => OfSystemUser("StillNeeded") ?? OfPartner("#still-in-use"),
            // What comes through a group isn't edited on its form.
            FindingAnswer.ChangeAccess when now.Access?.Asset.Kind == AssetKind.AssetGroup => null,
            FindingAnswer.ChangeAccess when finding.SystemUserId is { } id => Access(
                id,
                finding.Kind == FindingKind.NewAsset ? finding.AssetId : null
            ),
            FindingAnswer.ChangeAccess => null,
            FindingAnswer.SeeGroup => finding.AssetId is { } group ? $"/Assets/{group}" : null,
            FindingAnswer.RegisterToken => OfSystemUser("Tokens/Register")
                ?? $"/Portfolios/{finding.PortfolioId}/Secrets",
            FindingAnswer.IssueToken => OfSystemUser("Tokens/Issue"),
            FindingAnswer.RevokeToken => finding.TokenId is { } token ? $"/Tokens/{token}/Revoke" : null,
            FindingAnswer.RevokeAllTokens => OfSystemUser("RevokeAll"),
            FindingAnswer.ReplaceControlToken => await ControlTokenAsync(finding, cancellationToken),
            FindingAnswer.EditPartner => OfPartner("Edit"),
            FindingAnswer.EndPartner => OfPartner("End"),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "This answer leads nowhere yet."),
        };

        string? OfSystemUser(string page) => finding.SystemUserId is { } id ? $"/SystemUsers/{id}/{page}" : null;
        string? OfPartner(string page) =>
            finding.PartnerId is { } id ? $"/Partners/{id}{(page[0] == '#' ? "" : "/")}{page}" : null;
    }

    /// <summary>That of another app is replaced by adding the app again, from its own page.</summary>
    private async Task<string> ControlTokenAsync(Finding finding, CancellationToken cancellationToken)
    {
        var app = await db
            .PortfolioApps.Where(a => a.PortfolioId == finding.PortfolioId && a.AppId == finding.ObjectKey)
            .Where(a => a.RemovedAt == null)
            .Select(a => (long?)a.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return app is { } id ? $"/Apps/{id}" : $"/Portfolios/{finding.PortfolioId}/ControlToken";
    }

    private async Task<(string? WhyNot, string? Link)> WhyNotAsync(
        FindingAnswer answer,
        FindingNow now,
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        if (answer == FindingAnswer.StillNeeded && now.SystemUser is { } owned)
            return await Owners.MayAnswerAsync(db, user, owned.OwnerId, portfolio.Id, cancellationToken)
                ? (null, null)
                : (OnlyOwners, null);
        if (answer == FindingAnswer.SeeGroup)
            return (null, null);
        var isRevoke = answer is FindingAnswer.RevokeToken or FindingAnswer.RevokeAllTokens;
        if (!user.May(isRevoke ? Role.Offboarder : Role.Administrator, portfolio.Id))
            return (isRevoke ? OnlyOffboarders : OnlyAdministrators, null);
        var rules = new FindingAnswerRules(db, changes);
        Problem? why = answer switch
        {
            // Its own way leads to what is missing.
            FindingAnswer.Adopt when now.SystemUser is { IsOurs: false } => null,
            FindingAnswer.Adopt => await rules.WhyNotAdoptAsync(now, cancellationToken),
            FindingAnswer.Revert => await rules.WhyNotRevertAsync(now, cancellationToken),
            FindingAnswer.Rename
            or FindingAnswer.ChangeAccess
            or FindingAnswer.IssueToken when now.SystemUser is not null => await changes.WhyNotAsync(
                now.SystemUser,
                cancellationToken
            ),
            FindingAnswer.RevokeToken
                when await db.Tokens.AnyAsync(
                    t =>
                        t.Id == now.Finding.TokenId && (t.State == TokenState.Revoked || t.State == TokenState.Expired),
                    cancellationToken
                ) => new CannotAnswer("This token is dead already."),
            _ when isRevoke && now.SystemUser is not null => await revokes.WhyNotAsync(
                now.SystemUser,
                answer == FindingAnswer.RevokeToken ? now.Finding.TokenId : null,
                cancellationToken
            ),
            FindingAnswer.RegisterToken when PortfolioRules.WhyItCannotBeRead(portfolio) is { } because =>
                new CannotAnswer(because),
            _ => null,
        };
        return (FindingAnswerRules.Words(why), why?.Link);
    }
}
