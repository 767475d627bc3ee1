using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;
using MetaToken = SystemUserManager.Sandbox.State.Token;
using Token = SystemUserManager.Tokens.Token;

namespace SystemUserManager.Tests.Model;

/// <summary>What must hold of tokens at Meta, in the vault and in the record, in whatever order things happened.</summary>
internal static class TokensHold
{
    /// <summary>
    /// Each is held (by its fingerprint), or a row of the same system user and app says that somebody has to look after
    /// one whose value nobody knows: so many such rows, so many such tokens at most.
    /// </summary>
    /// <param name="live">Of one system user, as Meta has them.</param>
    /// <param name="known">All rows of that system user.</param>
    public static void NoLiveOneIsUnknown(string name, IEnumerable<MetaToken> live, IReadOnlyList<Token> known)
    {
        var unheld = live.Where(l => !known.Any(t => IsLive(t) && t.AppId == l.AppId && IsOf(t, l)));
        foreach (var ofApp in unheld.GroupBy(l => l.AppId))
        {
            var named = known.Count(t => t.AppId == ofApp.Key && t.ValueSha256 is null && IsToBeLookedAfter(t));
            Assert.True(
                ofApp.Count() <= named,
                $"{ofApp.Count()} live tokens of {name} aren't held, and {named} are named: "
                    + string.Join(", ", known.Select(t => $"{t.Id} {t.State}"))
            );
        }
    }

    /// <summary>Active: it lives, and the vault gives it. Revoked: it is dead, and no enabled version holds it.</summary>
    public static void WhatIsSaidIsSo(World world, Token token)
    {
        var holding = world
            .Vault.Versions(token.SecretName)
            .Concat(world.Vault.Versions(SecretName.Pending(token.SecretName)))
            .Where(v => v.Enabled && v.ValueSha256 == token.ValueSha256)
            .ToList();
        var isLive = world.Meta.Read(state => state.Tokens.All.Any(t => IsOf(token, t) && state.Tokens.IsLive(t)));
        switch (token.State)
        {
            case TokenState.Active:
                Assert.True(isLive, $"Token {token.Id} is called active and is dead.");
                Assert.Contains(holding, v => v.Version == token.SecretVersion);
                break;
            case TokenState.Revoked:
                Assert.False(isLive, $"Token {token.Id} is called revoked and lives.");
                Assert.Empty(holding);
                break;
        }
    }

    public static bool IsOf(Token token, MetaToken atMeta) => token.ValueSha256 == VaultView.Sha256(atMeta.Value);

    private static bool IsLive(Token token) => token.State is not (TokenState.Revoked or TokenState.Expired);

    private static bool IsToBeLookedAfter(Token token) =>
        token.State is TokenState.Orphan or TokenState.Issuing or TokenState.Revoking;
}
