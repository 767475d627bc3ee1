using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <summary>A process dies at any point, or is asked to end between steps: another one ends the work as if nothing had been.</summary>
public abstract partial class ResumeTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    /// <summary>How everything stands after an operation of this kind that nothing disturbed.</summary>
    private static readonly ConcurrentDictionary<
        (DatabaseProvider, OperationKind),
        Lazy<Task<IReadOnlyList<string>>>
    > Undisturbed = [];

    public static TheoryData<string, bool> CreateDeaths() => Deaths(CreateSystemUser.Plan);

    public static TheoryData<string, bool> RevokeDeaths() => Deaths(RevokeToken.Plan);

    public static TheoryData<string, bool> RevokeAllDeaths() => Deaths(RevokeAllTokens.Plan);

    /// <summary>Of every other kind.</summary>
    public static TheoryData<OperationKind, string> OtherDeaths()
    {
        OperationKind[] own =
        [
            OperationKind.CreateSystemUser,
            OperationKind.RevokeToken,
            OperationKind.RevokeAllTokens,
        ];
        var deaths = new TheoryData<OperationKind, string>();
        foreach (var kind in Enum.GetValues<OperationKind>().Except(own))
        {
            foreach (var step in World.PlanOf(kind))
            {
                deaths.Add(kind, step);
            }
        }

        return deaths;
    }

    [Theory]
    [MemberData(nameof(CreateDeaths))]
    [Trait("Id", "A01")]
    public async Task A_creation_whose_process_dies_is_ended_by_another(string step, bool afterEffect)
    {
        var id = await AskedAsync();
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        await AssertMadeOnceAsync(ended);
        // What one death can cost: a token that nobody heard of is ended and made again.
        var mayBeRepeated = step == IssueToken.GenerateAndStage && !afterEffect ? 1 : 0;
        Assert.InRange(World.Meta.Count("POST", "/access_tokens"), 1, 1 + mayBeRepeated);
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
    }

    [Theory]
    [MemberData(nameof(RevokeDeaths))]
    [Trait("Id", "A02")]
    public async Task A_revocation_whose_process_dies_is_ended_by_another(string step, bool afterEffect)
    {
        var created = await World.CreateAsync(await FormAsync());
        var token = await World.TokenOfAsync(created.Id);
        var id = World.Succeeds(await World.AskRevokeAsync(token.Id));
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        await AssertRevokedAsync(await World.RunToEndAsync(id), token.SecretName);
    }

    [Theory]
    [MemberData(nameof(RevokeAllDeaths))]
    [Trait("Id", "A02")]
    public async Task A_revocation_of_all_whose_process_dies_is_ended_by_another(string step, bool afterEffect)
    {
        var created = await World.CreateAsync(await FormAsync());
        var token = await World.TokenOfAsync(created.Id);
        var id = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        await AssertRevokedAsync(await World.RunToEndAsync(id), token.SecretName);
    }

    [Theory]
    [EachOnOneDatabase(nameof(OtherDeaths))]
    [Trait("Id", "A01")]
    public async Task Whatever_dies_at_any_step_is_ended_by_another_and_everything_stands_as_if_it_had_not(
        OperationKind kind,
        string step
    )
    {
        // Each database dies on one side of a step, and on the other side of the next. Before a token is generated for one
        // that has others, a death is its own case.
        var number = World.PlanOf(kind).ToList().IndexOf(step) + (Provider == DatabaseProvider.Sqlite ? 0 : 1);
        var afterEffect = number % 2 == 0 || step == IssueToken.GenerateAndStage;
        var expected = await Undisturbed.GetOrAdd((Provider, kind), _ => new(() => UndisturbedAsync(kind))).Value;
        var id = await World.AskForAsync(kind, Name);
        Assert.Equal(
            World.PlanOf(kind),
            (await World.OperationAsync(id)).Steps.OrderBy(s => s.Number).Select(s => s.Name)
        );
        if (step == RenewControlToken.EndTheOld)
            await WaitUntilNobodyActsWithTheOldAsync(id);
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(expected, await Picture.OfAsync(World, ended));
        await AuditProof.HoldsAsync(World);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(OperationKind.IssueToken, OperationState.NeedsAttention, "ads sync")]
    [Row(OperationKind.RenewControlToken, OperationState.Failed, "System User Manager")]
    [Trait("Id", "A01")]
    public async Task A_death_before_the_token_of_one_that_has_others_names_an_orphan_and_ends_nothing(
        OperationKind kind,
        OperationState state,
        string name
    )
    {
        var id = await World.AskForAsync(kind, Name);
        var (live, mark) = (CountLive(name), World.Mark());
        await World.Worker.DieAtAsync(id, IssueToken.GenerateAndStage, afterEffect: false);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(state, ended.State);
        Assert.Matches("dies by itself (by [0-9]{4}-[0-9]{2}-[0-9]{2}|within 60 days)", ended.Outcome);
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(id)).State);
        Assert.Equal(live, CountLive(name));
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens", mark));
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens", mark));
    }

    [Fact]
    public void Every_kind_of_operation_dies_here() =>
        Assert.Equal(
            Enum.GetValues<OperationKind>(),
            [
                .. new[] { OperationKind.CreateSystemUser, OperationKind.RevokeToken, OperationKind.RevokeAllTokens }
                    .Concat(OtherDeaths().Select(d => d.Data.Item1))
                    .Distinct()
                    .Order(),
            ]
        );

    [Fact]
    public async Task A_process_that_ends_after_every_single_step_repeats_nothing()
    {
        var id = await AskedAsync();
        foreach (var step in CreateSystemUser.Plan)
        {
            await World.Worker.RunUntilAsync(id, step);
            World.StartProcess();
        }

        var ended = await World.RunToEndAsync(id);

        await AssertMadeOnceAsync(ended);
        Assert.All(ended.Steps, s => Assert.Equal(1, s.Attempts));
        Assert.Equal(
            ["applications", "assigned_users", "assigned_users", "access_tokens", "system_users"],
            ChangesByKind()
        );
    }

    private async Task<IReadOnlyList<string>> UndisturbedAsync(OperationKind kind)
    {
        await using var world = await World.StartAsync(Provider);
        var ended = await world.RunToEndAsync(await world.AskForAsync(kind, Name));
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        return await Picture.OfAsync(world, ended);
    }

    /// <summary>The last step of a renewal is tried before its time, and waits.</summary>
    private async Task WaitUntilNobodyActsWithTheOldAsync(long id)
    {
        var waits = await World.RunAsync(id);
        Assert.Equal(OperationState.Waiting, waits.State);
        World.Clock.SetUtcNow(waits.WaitsUntil!.Value + TimeSpan.FromMilliseconds(1));
    }

    private int CountLive(string name) =>
        World.Meta.Read(state =>
            state
                .Businesses.SelectMany(b => state.Members.SystemUsersOf(b.Id))
                .Where(s => s.Name == name)
                .Sum(s => state.Tokens.Of(s.Id).Count(state.Tokens.IsLive))
        );

    private static TheoryData<string, bool> Deaths(IEnumerable<string> plan)
    {
        var deaths = new TheoryData<string, bool>();
        foreach (var step in plan)
        {
            deaths.Add(step, false);
            deaths.Add(step, true);
        }

        return deaths;
    }

    private async Task<CreateSystemUserRequest> FormAsync() =>
        World.CreateForm(
            await World.ConnectAsync("Northwind"),
            Name,
            await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"),
            await World.GrantOnAsync("northwind.outlet", "ANALYZE")
        );

    private async Task<long> AskedAsync() => World.Succeeds(await World.AskCreateAsync(await FormAsync()));

    private IEnumerable<string> ChangesByKind() =>
        World
            .Meta.Changes()
            .Select(c => c.Path[(c.Path.LastIndexOf('/') + 1)..])
            .OrderBy(
                kind =>
                    kind == "access_tokens" ? "b1"
                    : kind == "system_users" ? "b2"
                    : "a" + kind,
                StringComparer.Ordinal
            );

    private async Task AssertMadeOnceAsync(Operation ended)
    {
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Single(World.Meta.Called(Name));
        Assert.Equal(2, World.Meta.Grants(Name).Count);
        var live = Assert.Single(World.Meta.LiveTokens(Name));
        var token = await World.TokenOfAsync(ended.Id);
        Assert.Equal(TokenState.Active, token.State);
        Assert.Equal(VaultView.Sha256(live.Value), token.ValueSha256);
        Assert.Equal(token.ValueSha256, Assert.Single(World.Vault.Versions(token.SecretName)).ValueSha256);
        Assert.Single(World.Vault.Enabled(token.SecretName));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Consumers.CountAsync());
        Assert.Equal(2, await db.Grants.CountAsync());
        await AuditProof.HoldsAsync(World);
    }

    private async Task AssertRevokedAsync(Operation ended, string secret)
    {
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Enabled(secret));
        await using var db = World.OpenDatabase();
        Assert.Equal(TokenState.Revoked, (await db.Tokens.SingleAsync(t => t.SecretName == secret)).State);
        Assert.Equal(
            1,
            await db.TokenStateVersions.CountAsync(v =>
                v.ValidTo == null && db.Tokens.Any(t => t.Id == v.TokenId && t.SecretName == secret)
            )
        );
        await AuditProof.HoldsAsync(World);
    }
}

public sealed class ResumeOnSqlite() : ResumeTests(DatabaseProvider.Sqlite);

public sealed class ResumeOnPostgres() : ResumeTests(DatabaseProvider.Postgres);
