using System.Globalization;
using CsCheck;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Model;

/// <summary>
/// Random acts, deaths, lost answers, outages and time, in any order; then the troubles end, and what must always hold
/// is asked of Meta, the vault and the record. A walk that fails says its seed: <c>SOAK_SEED</c> runs that one alone.
/// <c>SOAK_STEPS</c> says how many steps all walks take together.
/// </summary>
public abstract class WalkTests(DatabaseProvider provider)
{
    private const int StepsInAWalk = 50;
    private const int UsualSteps = 500;

    private static readonly Gen<WalkStep[]> Steps = Gen.Select(Gen.Enum<WalkAct>(), Gen.Int[0, 999], Gen.Int[0, 999])
        .Select((act, one, other) => new WalkStep(act, one, other))
        .Array[StepsInAWalk];

    [Fact]
    [Trait("Id", "Q01")]
    [Trait("Id", "C05")]
    public async Task Whatever_happens_in_whatever_order_no_token_is_lost_sight_of_and_nothing_is_done_twice()
    {
        if (Environment.GetEnvironmentVariable("SOAK_SEED") is { Length: > 0 } seed)
        {
            await WalkAsync(PCG.Parse(seed));
            return;
        }

        var steps = Environment.GetEnvironmentVariable("SOAK_STEPS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) / 2
            : UsualSteps;
        for (var walked = 0; walked < steps; walked += StepsInAWalk)
            await WalkAsync(new PCG((uint)(walked / StepsInAWalk)));
    }

    private async Task WalkAsync(PCG random)
    {
        var seed = random.ToString();
        var steps = Steps.Generate(random, null, out _);
        await using var world = await World.StartAsync(provider);
        var walker = new Walker(world);
        try
        {
            await walker.BeginAsync();
            foreach (var step in steps)
                await walker.TakeAsync(step);
            await walker.LetEverythingEndAsync();
            await walker.HoldsAsync();
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
