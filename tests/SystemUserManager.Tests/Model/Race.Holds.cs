using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;
using MetaToken = SystemUserManager.Sandbox.State.Token;
using Token = SystemUserManager.Tokens.Token;

namespace SystemUserManager.Tests.Model;

/// <content>What must hold at the end of a race.</content>
internal sealed partial class Race
{
    /// <param name="before">Alive when the token was asked for.</param>
    private async Task HoldsAsync(IReadOnlyList<MetaToken> before, long mark)
    {
        var (revoke, issue) = (await world.OperationAsync(_revoke), await world.OperationAsync(_issue));
        Tell($"The revoke: {revoke.State}, {revoke.Outcome}");
        Tell($"The token's maker: {issue.State}, {issue.Outcome}");
        Assert.Equal(OperationState.Done, revoke.State);
        if (_plan.End == RaceEnd.TheOther)
            await LetPromisesBeKeptAsync();

        var known = await KnownAsync();
        var live = Live();
        var ofOthers = before.Where(b => !known.Any(k => TokensHold.IsOf(k, b)));
        TokensHold.NoLiveOneIsUnknown(_name, live.Except(ofOthers), known);
        foreach (var token in known)
            TokensHold.WhatIsSaidIsSo(world, token);
        Assert.Equal(Survivors(before, known, mark), live);
        NoDeadOneIsReadable(known);
    }

    /// <summary>What the revoke wasn't about: exactly that is alive.</summary>
    private IEnumerable<MetaToken> Survivors(IReadOnlyList<MetaToken> before, IReadOnlyList<Token> known, long mark)
    {
        // Asked for, or the only way to end one whose value nobody holds.
        if (_plan.End == RaceEnd.All || world.Meta.Count("DELETE", "/access_tokens", mark) > 0)
            return [];
        if (_plan.End == RaceEnd.ThisOne)
            return before;
        var ended = known.Single(t => t.Id == _target);
        // Stopped for the other's sake, the token that was being made is ended like any that nobody holds; it lives if it
        // was proved and published by then.
        return before
            .Where(b => !TokensHold.IsOf(ended, b))
            .Concat(
                Live().Where(l => known.Any(k => IsNew(k) && k.State == TokenState.Active && TokensHold.IsOf(k, l)))
            );
    }

    private bool IsNew(Token token) => token.IssueOperationId == _issue;

    /// <summary>Of what was only stopped, this product looks after the rest by itself.</summary>
    private async Task LetPromisesBeKeptAsync()
    {
        const int Hours = 3;
        for (var hour = 0; hour < Hours; hour++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(61));
            await world.ReconcileAsync();
            if (!(await KnownAsync()).Any(t => t.State == TokenState.Orphan))
                return;
        }
    }

    private void NoDeadOneIsReadable(IReadOnlyList<Token> known)
    {
        var live = Live();
        var dead = world.Meta.EveryToken(_name).Except(live).Select(t => VaultView.Sha256(t.Value));
        var readable = known
            .SelectMany(t => new[] { t.SecretName, SecretName.Pending(t.SecretName) })
            .Distinct(StringComparer.Ordinal)
            .SelectMany(world.Vault.Enabled)
            .Select(v => v.ValueSha256);
        Assert.Empty(dead.Intersect(readable));
    }

    private async Task<List<Token>> KnownAsync()
    {
        await using var db = world.OpenDatabase();
        var systemUser = await world.SystemUserAsync(_name);
        return await db.Tokens.AsNoTracking().Where(t => t.SystemUserId == systemUser.Id).ToListAsync();
    }

    private IReadOnlyList<MetaToken> Live() => world.Meta.Called(_name).Count == 0 ? [] : world.Meta.LiveTokens(_name);
}
