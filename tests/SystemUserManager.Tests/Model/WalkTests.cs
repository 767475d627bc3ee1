using CsCheck;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Model;

/// <summary>
/// Random acts, deaths, lost answers, outages and time, in any order; then the troubles end, and what must always hold
/// is asked of Meta, the vault and the record. A walk that fails says its seed: <c>WALK_SEED</c> walks that one alone.
/// <c>SOAK_STEPS</c> says how many steps are walked on each database, <c>SOAK_SEED</c> with which numbers.
/// </summary>
public abstract class WalkTests(DatabaseProvider provider)
{
    private const int StepsInAWalk = 100;

    // On each database: CI's thousand are those of both.
    private const int UsualSteps = 500;

    // Often what makes tokens and what goes wrong meanwhile; seldom what ends them, which would hide it.
    private static readonly Gen<WalkAct> Act = Gen.Frequency(
        (5, Gen.Const(WalkAct.AskCreate)),
        (2, Gen.Const(WalkAct.AskIssue)),
        (1, Gen.Const(WalkAct.AskRevoke)),
        (1, Gen.Const(WalkAct.AskRevokeAll)),
        (4, Gen.Const(WalkAct.RunOne)),
        (10, Gen.Const(WalkAct.RunAll)),
        (5, Gen.Const(WalkAct.DieInOne)),
        (3, Gen.Const(WalkAct.TimePasses)),
        (5, Gen.Const(WalkAct.TroubleAtMeta)),
        (4, Gen.Const(WalkAct.LoseAToken)),
        (2, Gen.Const(WalkAct.TroubleAtTheVault)),
        (3, Gen.Const(WalkAct.TroubleEnds)),
        (1, Gen.Const(WalkAct.Reconcile)),
        (3, Gen.Const(WalkAct.Decide))
    );

    private static readonly Gen<WalkStep> Step = Gen.Select(Act, Gen.Int[0, 999], Gen.Int[0, 999])
        .Select((act, one, other) => new WalkStep(act, one, other));

    [Fact]
    [Trait("Id", "Q01")]
    public async Task Whatever_happens_in_whatever_order_no_token_is_lost_sight_of_and_nothing_is_done_twice()
    {
        var steps = Soak.Number("SOAK_STEPS", UsualSteps);
        if (Environment.GetEnvironmentVariable("WALK_SEED") is { Length: > 0 } seed)
        {
            await WalkAsync(PCG.Parse(seed));
            return;
        }

        var stream = (uint)Soak.Number("SOAK_SEED", 0);
        for (var walked = 0; walked < steps; walked += StepsInAWalk)
            await WalkAsync(new PCG(stream, (ulong)(walked + 1)));
    }

    private async Task WalkAsync(PCG random)
    {
        var seed = random.ToString();
        var steps = Step.Array[StepsInAWalk].Generate(random, null, out _);
        await using var world = await World.StartAsync(provider);
        var walker = new Walker(world);
        try
        {
            await walker.BeginAsync();
            foreach (var step in steps)
                await walker.TakeAsync(step);
            await walker.LetEverythingEndAsync();
            await walker.HoldsAsync();
            TestContext.Current.SendDiagnosticMessage(walker.Story.Split('\n')[^2]);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"The walk of seed {seed} on {provider} failed: {failure.Message}\n{walker.Story}",
                failure
            );
        }
    }
}

public sealed class WalkOnSqlite() : WalkTests(DatabaseProvider.Sqlite);

public sealed class WalkOnPostgres() : WalkTests(DatabaseProvider.Postgres);
