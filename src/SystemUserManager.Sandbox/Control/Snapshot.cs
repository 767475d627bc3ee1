using System.Security.Cryptography;
using System.Text;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Control;

/// <summary>Everything, for a test's eyes.</summary>
internal static class Snapshot
{
    /// <summary>Values of tokens and app secrets as their SHA-256 alone.</summary>
    public static object State(SandboxHost sandbox)
    {
        var state = sandbox.State;
        return new
        {
            now = sandbox.Clock.GetUtcNow(),
            clockOffsetSeconds = sandbox.Clock.Offset.TotalSeconds,
            switches = state.Switches,
            businesses = state.Businesses,
            apps = state.Apps.Select(app => new
            {
                app.Id,
                app.Name,
                app.BusinessId,
                app.RequireProof,
                secretSha256 = Sha256(app.Secret),
            }),
            systemUsers = state.Businesses.SelectMany(business => state.Members.SystemUsersOf(business.Id)),
            people = state.Businesses.SelectMany(business => state.Members.HumansOf(business.Id)),
            tokens = state.Tokens.All.Select(token => Token(state, token)),
            assets = state.Assets.All,
            assetGroups = state.Assets.Groups,
            grants = state.Grants.All.SelectMany(grants =>
                grants.ByAsset.Select(grant => new
                {
                    grants.MemberId,
                    assetId = grant.Key,
                    grant.Value.Tasks,
                    grant.Value.Since,
                })
            ),
            partners = state.Partners,
            vault = sandbox.Vault.ReadForState(),
        };
    }

    /// <summary>One array of all values: this is what a test sweeps a database or a log for.</summary>
    public static object Tokens(GraphState state) =>
        state
            .Tokens.All.Select(token => new TokenItem(
                token.Value,
                Sha256(token.Value),
                token.Type,
                token.AppId,
                UserId(state, token),
                token.BusinessId,
                token.Scopes,
                token.ExpiresAt,
                token.RevokedAt
            ))
            .Concat(
                state.Apps.Select(app => new TokenItem(
                    app.Secret,
                    Sha256(app.Secret),
                    "APP_SECRET",
                    app.Id,
                    null,
                    app.BusinessId,
                    null,
                    null,
                    null
                ))
            );

    private static object Token(GraphState state, Token token) =>
        new
        {
            sha256 = Sha256(token.Value),
            token.Type,
            token.AppId,
            userId = UserId(state, token),
            token.BusinessId,
            token.ProfileId,
            token.Scopes,
            token.IssuedAt,
            token.ExpiresAt,
            token.RevokedAt,
            isLive = state.Tokens.IsLive(token),
        };

    /// <summary>As the token's own app sees it.</summary>
    private static string UserId(GraphState state, Token token) =>
        state.Members.Find(token.UserId)?.IdFor(token.AppId) ?? token.UserId;

    private static string Sha256(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private sealed record TokenItem(
        string Value,
        string Sha256,
        string Type,
        string AppId,
        string? UserId,
        string? BusinessId,
        IReadOnlyList<string>? Scopes,
        DateTimeOffset? ExpiresAt,
        DateTimeOffset? RevokedAt
    );
}
