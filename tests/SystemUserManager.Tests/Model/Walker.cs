using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Model;

/// <summary>Takes the steps of one walk in one world, and asks at its end what must hold.</summary>
internal sealed class Walker(World world)
{
    private const int MostRounds = 400;

    // As many as Meta has room for.
    private static readonly string[] Names = [.. "abcdefgh".Select(letter => $"northwind figures {letter}")];

    private static readonly (string Method, string Path)[] Changes =
    [
        ("POST", "/*/system_users"),
        ("POST", "/*/applications"),
        ("POST", "/*/access_tokens"),
        ("DELETE", "/*/access_tokens"),
        ("GET", "/oauth/revoke"),
        ("GET", "/debug_token"),
        ("POST", "/*/assigned_users"),
    ];

    private readonly StringBuilder _story = new();
    private long _portfolio;

    /// <summary>What was done, in order, for whoever has to understand a failure.</summary>
    public string Story => _story.ToString();

    public async Task BeginAsync() => _portfolio = await world.ConnectAsync("Northwind");

    public async Task TakeAsync(WalkStep step)
    {
        _story.AppendLine($"{step.Act} {step.One} {step.Other}");
        switch (step.Act)
        {
            case WalkAct.AskCreate:
                await AskCreateAsync(Names[step.One % Names.Length], withAsset: step.Other % 2 == 0);
                break;
            case WalkAct.AskIssue when await PickMadeAsync(step.One) is { } systemUser:
                await world.AskIssueAsync(World.IssueForm(systemUser));
                break;
            case WalkAct.AskRevoke
                when await PickAsync(
                    db => db.Tokens.Where(t => t.SecretVersion != null || t.ValueSha256 != null),
                    t => t.Id,
                    step.One
                )
                    is { } token:
                await world.AskRevokeAsync(token);
                break;
            case WalkAct.AskRevokeAll when await PickMadeAsync(step.One) is { } systemUser:
                await world.AskRevokeAllAsync(systemUser);
                break;
            case WalkAct.RunOne when await PickDueAsync(step.One) is { } due:
                await world.RunAsync(due);
                break;
            case WalkAct.RunAll:
                world.Clock.Advance(TimeSpan.FromMinutes(2));
                foreach (var one in await world.FindDueAsync())
                    await world.RunAsync(one);
                break;
            case WalkAct.DieInOne when await PickDueAsync(step.One) is { } due:
                await world.Worker.DieSomewhereAsync(due, step.Other % 12, afterEffect: step.Other % 3 != 0);
                world.StartProcess();
                break;
            case WalkAct.TimePasses:
                world.Clock.Advance(TimeSpan.FromSeconds(step.One * 3));
                break;
            case WalkAct.TroubleAtMeta:
                TroubleAtMeta(step);
                break;
            case WalkAct.LoseAToken:
                world.Fault(Faults.Lost("graph", "POST", "/*/access_tokens", step.One % 2 == 0 ? "after" : "cut"));
                break;
            case WalkAct.TroubleAtTheVault:
                world.Fault(
                    step.One % 2 == 0
                        ? Faults.Down("vault", "PUT", "/secrets/meta-", times: 1 + step.Other % 3)
                        : Faults.Lost("vault", "PUT", "/secrets/meta-", step.Other % 2 == 0 ? "after" : "cut")
                );
                break;
            case WalkAct.TroubleEnds:
                world.Sandbox.Faults.Clear();
                break;
            case WalkAct.Reconcile:
                await world.ReconcileAsync();
                break;
            case WalkAct.Decide
                when await PickAsync(
                    db => db.Operations.Where(o => o.State == OperationState.NeedsAttention),
                    o => o.Id,
                    step.One
                )
                    is { } asking:
                var choices = (await world.OperationAsync(asking)).OpenChoices();
                await world.DecideAsync(asking, choices[step.Other % choices.Count]);
                break;
        }
    }

    /// <summary>The troubles are over; time passes, and the product does what is left by itself.</summary>
    public async Task LetEverythingEndAsync()
    {
        world.Sandbox.Faults.Clear();
        for (var round = 0; round < MostRounds; round++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            await world.ReconcileAsync();
            await using var db = world.OpenDatabase();
            // An orphan is looked after hourly: give it the time.
            var goesOn = await db.Operations.AnyAsync(o =>
                o.State == OperationState.Waiting || o.State == OperationState.Running
            );
            if (!goesOn && round >= 10)
                return;
        }

        Assert.Fail("Something goes on for ever.");
    }

    public async Task HoldsAsync()
    {
        await using var db = world.OpenDatabase();
        _story.AppendLine(
            $"Generated {world.Meta.Count("POST", "/access_tokens")}, all revoked {world.Meta.Count("DELETE", "/access_tokens")}, "
                + $"revoked {world.Meta.Count("GET", "/oauth/revoke")}, made {world.Meta.Count("POST", "/system_users")}."
        );
        var tokens = await db.Tokens.AsNoTracking().ToListAsync();
        foreach (var name in Names.Where(n => world.Meta.Called(n).Count > 0))
        {
            Assert.Single(world.Meta.Called(name));
            var systemUser = await db.SystemUsers.AsNoTracking().SingleAsync(s => s.Name == name);
            TokensHold.NoLiveOneIsUnknown(
                name,
                world.Meta.LiveTokens(name),
                [.. tokens.Where(t => t.SystemUserId == systemUser.Id)]
            );
            await WhatARevokeSaidIsSoAsync(db, name, systemUser.Id);
        }

        foreach (var token in tokens.Where(t => t.SecretName.StartsWith("meta-", StringComparison.Ordinal)))
            TokensHold.WhatIsSaidIsSo(world, token);
        Assert.Equal(
            0,
            await db.Operations.CountAsync(o => o.State == OperationState.NeedsAttention && o.Choices == "")
        );
        var asked = await db.OperationSteps.Where(s => s.Name == IssueToken.GenerateAndStage).SumAsync(s => s.Attempts);
        Assert.True(
            world.Meta.Count("POST", "/access_tokens") <= asked,
            "A token was generated without being written down."
        );
        await AuditProof.HoldsAsync(world);
    }

    /// <summary>Of one that ended: its token is dead, or all are that there were when it was asked for.</summary>
    private async Task WhatARevokeSaidIsSoAsync(AppDb db, string name, long systemUserId)
    {
        var revokes = await db
            .Operations.AsNoTracking()
            .Where(o => o.SystemUserId == systemUserId && o.State == OperationState.Done)
            .Where(o => o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
            .Select(o => new { o.TokenId, o.AskedAt })
            .ToListAsync();
        var ended = revokes.Select(r => r.TokenId).ToHashSet();
        var states = await db.Tokens.Where(t => ended.Contains(t.Id)).Select(t => t.State).ToListAsync();
        Assert.All(states, s => Assert.Contains(s, new[] { TokenState.Revoked, TokenState.Expired }));
        var allAt = revokes.Where(r => r.TokenId is null).Max(r => (DateTimeOffset?)r.AskedAt);
        Assert.DoesNotContain(world.Meta.LiveTokens(name), l => l.IssuedAt < allAt);
    }

    private async Task AskCreateAsync(string name, bool withAsset) =>
        await world.AskCreateAsync(
            withAsset
                ? World.CreateForm(_portfolio, name, await world.GrantOnAsync("Northwind DE Performance", "ANALYZE"))
                : World.CreateForm(_portfolio, name)
        );

    private void TroubleAtMeta(WalkStep step)
    {
        var (method, path) = Changes[step.One % Changes.Length];
        world.Fault(
            (step.Other % 4) switch
            {
                0 => Faults.Lost("graph", method, path),
                1 => Faults.Lost("graph", method, path, "cut"),
                2 => Faults.Down("graph", method, path, 500, times: 1 + step.Other % 12),
                _ => Faults.Throttled(method, path, 17, 2),
            }
        );
    }

    private Task<long?> PickMadeAsync(int number) =>
        PickAsync(db => db.SystemUsers.Where(s => s.MadeByOperationId != null), s => s.Id, number);

    private async Task<long?> PickDueAsync(int number) =>
        await world.FindDueAsync() is { Count: > 0 } due ? due[number % due.Count] : null;

    private async Task<long?> PickAsync<T>(
        Func<AppDb, IQueryable<T>> of,
        System.Linq.Expressions.Expression<Func<T, long>> id,
        int number
    )
    {
        await using var db = world.OpenDatabase();
        var ids = await of(db).Select(id).OrderBy(i => i).ToListAsync();
        return ids.Count == 0 ? null : ids[number % ids.Count];
    }
}
