using System.Text.Json;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// The app dies, as by <c>kill -9</c>, right before and right after the effect of every step, each time of an operation of
/// its own, and is started again with Meta's side still running. Nobody helps it.
/// </summary>
/// <remarks>
/// From the last step to the first: the operation that died is past the next place already, so that one start both ends it
/// and waits to die of the next. In CI it dies with a token in its hand and at some other places, by a seed that the
/// output names; <c>SOAK_MATRIX=1</c> dies at all of them, and in one process so do <c>ResumeTests</c>. In the middle of the
/// assigning it dies by hand, while Meta is at one of the assets: it hears of none of them.
/// </remarks>
public abstract class KillMatrixTests(DatabaseProvider provider)
{
    private const int CreationsInCI = 2;
    private const int RevocationsInCI = 1;
    private const string TokenInHand = $"at:{IssueToken.TokenInHand}:kill";
    private const int ManyPages = 9;

    /// <summary>Of the many, so many are assigned when it dies.</summary>
    private static readonly Dictionary<string, int> WhileAssigning = new()
    {
        ["before asset 5 of 9"] = 4,
        ["after asset 5 of 9"] = 5,
    };

    [Fact]
    [Trait("Id", "A01")]
    [Trait("Id", "A02")]
    public async Task Killed_before_or_after_any_step_a_creation_happens_once_and_what_is_revoked_stays_dead()
    {
        var random = Soak.Seeded(out var replay);
        var creations = Chains(CreateSystemUser.Plan, CreationsInCI, random);
        var revocations = Chains(RevokeToken.Plan, RevocationsInCI, random);
        var (toMake, toEnd) = (creations.Sum(c => c.Count), revocations.Sum(c => c.Count));
        await using var site = await CrashSite.OpenAsync(provider, FailpointOf(creations[0][0]));
        await site.PlayAsync(
            replay,
            async () =>
            {
                await DieOfCreationsAsync(site, creations, kept: toEnd);
                var names = Enumerable.Range(toMake - toEnd, toEnd).Select(Name).ToList();
                await DieAtEachAsync(
                    site,
                    revocations,
                    i => site.RevokeAsync(names[i]),
                    i => SeeDeadAsync(site, names[i])
                );
                await site.SeeNothingLeftToDoAsync();
                await site.Record.SeeAuditHoldsAsync();
                foreach (var name in names)
                    await SeeDeadAsync(site, name);
            }
        );
    }

    private static string Name(int creation) => $"northwind kill proof {creation + 1}";

    /// <summary>
    /// Places to die at, each earlier than the one before it. All before the steps and all after them; in CI so many steps
    /// on either side. With the place where a token is in the hand and those among the assets, where there are any.
    /// </summary>
    private static List<List<string>> Chains(IReadOnlyList<string> plan, int stepsInCI, Random random)
    {
        if (Soak.Matrix)
            return
            [
                [.. plan.Reverse().Select(Before)],
                [.. plan.Reverse().SelectMany<string, string>(AfterAndInside)],
            ];
        var some = plan.Where(s => s is not (IssueToken.GenerateAndStage or CreateSystemUser.AssignAssets)).ToArray();
        random.Shuffle(some);
        var chosen = some.Take(stepsInCI).ToHashSet();
        var asset = WhileAssigning.Keys.ElementAt(random.Next(WhileAssigning.Count));
        return
        [
            [
                .. plan.Reverse()
                    .SelectMany<string, string>(s =>
                        s == IssueToken.GenerateAndStage ? [TokenInHand]
                        : s == CreateSystemUser.AssignAssets ? [asset]
                        : !chosen.Contains(s) ? []
                        : random.Next(2) == 0 ? [Before(s)]
                        : [After(s)]
                    ),
            ],
        ];

        static string Before(string step) => $"before:{step}:kill";

        static string After(string step) => $"after:{step}:kill";

        static string[] AfterAndInside(string step) =>
            step switch
            {
                IssueToken.GenerateAndStage => [After(step), TokenInHand],
                CreateSystemUser.AssignAssets => [After(step), .. WhileAssigning.Keys],
                _ => [After(step)],
            };
    }

    /// <summary>null: nothing of its own makes it die there.</summary>
    private static string? FailpointOf(string? point) =>
        point is null || WhileAssigning.ContainsKey(point) ? null : point;

    private static int PagesOf(string point) => WhileAssigning.ContainsKey(point) ? ManyPages : HttpSomebody.PagesAsked;

    /// <param name="kept">So many of the last stay at Meta; the slots of the others are needed.</param>
    private static async Task DieOfCreationsAsync(CrashSite site, List<List<string>> chains, int kept)
    {
        List<string> points = [.. chains.SelectMany(c => c)];
        var from = 0L;
        await DieAtEachAsync(
            site,
            chains,
            async i =>
            {
                from = await site.Meta.LastLineAsync();
                if (WhileAssigning.TryGetValue(points[i], out var assigned))
                    await HoldBackAsync(site, assigned);
                await site.CreateAsync(Name(i), PagesOf(points[i]));
            },
            async i =>
            {
                await site.SeeDoneAsync(CrashSite.CreationOf(Name(i)));
                await SeeMadeOnceAsync(site, Name(i), points[i], await site.Meta.LogAsync(from));
                if (i < points.Count - kept)
                    await CrashSite.RemoveAsync(site.Meta, Name(i));
            }
        );
    }

    /// <summary>After so many assets Meta is at the next one, for as long as anybody asks.</summary>
    private static Task HoldBackAsync(CrashSite site, int assigned) =>
        site.Meta.AddFaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = "/*/assigned_users",
                mode = "slow",
                milliseconds = 600_000,
                skip = assigned,
                times = 1,
            }
        );

    private static async Task DieAsync(CrashSite site, string point)
    {
        if (!WhileAssigning.ContainsKey(point))
        {
            await site.App.WaitForDeathAsync();
            return;
        }

        await Patience.UntilAsync(site.Meta.AreFaultsTakenAsync, $"it to be {point}");
        await site.App.KillAsync();
    }

    /// <summary>Asks by number, dies, starts at the next point, sees by number.</summary>
    private static async Task DieAtEachAsync(
        CrashSite site,
        List<List<string>> chains,
        Func<int, Task> ask,
        Func<int, Task> see
    )
    {
        var number = 0;
        foreach (var points in chains)
        {
            if (site.App.Failpoint != FailpointOf(points[0]))
                await site.StartAgainAsync(FailpointOf(points[0]));
            foreach (var (i, point) in points.Index())
            {
                var next = i + 1 < points.Count ? points[i + 1] : null;
                await site.PlayAsync(
                    $"{point}, then started with {next ?? "no failpoint"}",
                    async () =>
                    {
                        await ask(number);
                        await DieAsync(site, point);
                        await site.StartAgainAsync(FailpointOf(next));
                        await see(number);
                    }
                );
                number++;
            }
        }
    }

    private static async Task SeeMadeOnceAsync(CrashSite site, string name, string point, List<JsonElement> log)
    {
        var tokens = await site.Meta.TokensOfAsync(name);
        var live = Assert.Single(tokens, SandboxView.IsLive).GetProperty("sha256").GetString()!;
        var holding = (await site.Meta.SecretsHoldingAsync(live)).Single(s => s.EnabledVersions.Contains(true));
        Assert.False(holding.IsPending);
        var token = await site.Record.TokenOfAsync(name);
        Assert.Equal((TokenState.Active, live, holding.Name), (token.State, token.ValueSha256, token.SecretName));
        var secrets = await site.Meta.SecretsNamedAsync(token.SecretName);
        Assert.Single(secrets.SelectMany(s => s.EnabledVersions), enabled => enabled);
        Assert.Equal(PagesOf(point), (await site.Meta.GrantsOfAsync(name)).Count);

        // Only a kill between Meta's answer and the vault costs a token, and that one is dead before the next is made.
        var generated = point == TokenInHand ? 2 : 1;
        Assert.Equal(generated, tokens.Count);
        Assert.Equal(generated, log.Count("POST", "/access_tokens"));
        var unknown = point is TokenInHand || point == $"before:{IssueToken.GenerateAndStage}:kill";
        Assert.Equal(unknown ? 1 : 0, log.Count("DELETE", "/access_tokens"));
        Assert.Equal(1, log.Count("POST", "/system_users"));
        // This one says the same again where it isn't known whether it was heard.
        Assert.Equal(point == $"after:{CreateSystemUser.InstallApp}:kill" ? 2 : 1, log.Count("POST", "/applications"));
        // Before anything is assigned again, it is looked for.
        Assert.Equal(PagesOf(point), log.Where(RequestLines.IsAnswered).Count("POST", "/assigned_users"));
    }

    private static async Task SeeDeadAsync(CrashSite site, string name)
    {
        await site.SeeDoneAsync(CrashSite.RevocationOf(name));
        Assert.DoesNotContain(await site.Meta.TokensOfAsync(name), SandboxView.IsLive);
        var token = await site.Record.TokenOfAsync(name);
        Assert.Equal(TokenState.Revoked, token.State);
        var secrets = await site.Meta.SecretsNamedAsync(token.SecretName);
        Assert.All(secrets.SelectMany(s => s.EnabledVersions), Assert.False);
    }
}

public sealed class KillMatrixOnSqliteTests() : KillMatrixTests(DatabaseProvider.Sqlite);

public sealed class KillMatrixOnPostgresTests() : KillMatrixTests(DatabaseProvider.Postgres);
