using System.Globalization;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Model;

/// <summary>
/// A token is being made, and a revoke is asked for meanwhile, at any place of either, by two workers. The places come
/// out of a seed that the output names (<c>SOAK_SEED</c> runs the same again); a race that fails says its own:
/// <c>RACE_SEED</c> runs that one alone, in a world in which nothing happened before. Only what two do at the same time
/// isn't the same again. <c>SOAK_RACES</c>: how many on each database.
/// </summary>
public abstract class RaceTests(DatabaseProvider provider)
{
    private const int UsualRaces = 15;

    [Fact]
    [Trait("Id", "C05")]
    public async Task Wherever_in_the_making_of_a_token_a_revoke_is_asked_for_the_end_is_revoked()
    {
        var seeds = Soak.Seeded(out var replay);
        int[] races = Environment.GetEnvironmentVariable("RACE_SEED") is { Length: > 0 } one
            ? [int.Parse(one, CultureInfo.InvariantCulture)]
            : [.. Enumerable.Range(0, Soak.Number("SOAK_RACES", UsualRaces)).Select(_ => seeds.Next())];
        await using var world = await World.StartAsync(provider);
        var race = new Race(world);
        await race.BeginAsync();
        foreach (var seed in races)
        {
            try
            {
                await race.RunAsync(RacePlan.Of(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    $"The race of RACE_SEED={seed} ({replay}) on {provider} failed: {failure.Message}\n{race.Story}",
                    failure
                );
            }
        }

        await AuditProof.HoldsAsync(world);
        Soak.Say($"{races.Length} races; asked for {string.Join("; ", race.AskedAt)}");
        // Most are: otherwise these were no races.
        Assert.True(race.AskedAt.Count >= races.Length / 4, $"Only {race.AskedAt.Count} were asked for in the middle.");
    }
}

public sealed class RacesOnSqlite() : RaceTests(DatabaseProvider.Sqlite);

public sealed class RacesOnPostgres() : RaceTests(DatabaseProvider.Postgres);
