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
/// and waits to die of the next. In CI every step dies on one side on one of the databases; <c>SOAK_MATRIX=1</c> dies on
/// both sides on both, and in one process so do <c>ResumeTests</c>.
/// </remarks>
public abstract class KillMatrixTests(DatabaseProvider provider)
{
    private const string TokenInHand = $"at:{IssueToken.TokenInHand}:kill";

    [Fact]
    [Trait("Id", "A01")]
    public async Task Killed_before_any_step_a_creation_happens_once()
    {
        var points = Share(CreateSystemUser.Plan.Reverse().Select(s => $"before:{s}:kill"), 0);
        await using var site = await CrashSite.OpenAsync(provider, points[0]);
        await DieOfCreationsAsync(site, points);
    }

    [Fact]
    [Trait("Id", "A01")]
    public async Task Killed_after_any_step_or_with_the_token_in_hand_a_creation_happens_once()
    {
        var points = Share(
            CreateSystemUser
                .Plan.Reverse()
                .SelectMany<string, string>(s =>
                    s == IssueToken.GenerateAndStage ? [$"after:{s}:kill", TokenInHand] : [$"after:{s}:kill"]
                ),
            1
        );
        await using var site = await CrashSite.OpenAsync(provider, points[0]);
        await DieOfCreationsAsync(site, points);
    }

    [Fact]
    [Trait("Id", "A02")]
    public async Task Killed_before_or_after_any_step_a_revoked_token_dies_and_stays_dead()
    {
        var after = Share(RevokeToken.Plan.Reverse().Select(s => $"after:{s}:kill"), 1);
        var before = Share(RevokeToken.Plan.Reverse().Select(s => $"before:{s}:kill"), 0);
        await using var site = await CrashSite.OpenAsync(provider, after[0]);
        List<string> names = [.. after.Concat(before).Select((_, i) => $"northwind to revoke {i + 1}")];
        foreach (var name in names)
            await site.CreateAsync(name);
        foreach (var name in names)
            await site.SeeDoneAsync(CrashSite.CreationOf(name));

        await DieAtEachAsync(site, after, i => site.RevokeAsync(names[i]), i => SeeDeadAsync(site, names[i], after[i]));
        var left = names[after.Count..];
        await site.StartAgainAsync(before[0]);
        await DieAtEachAsync(site, before, i => site.RevokeAsync(left[i]), i => SeeDeadAsync(site, left[i], before[i]));
        await site.PlayAsync("after all of them", () => SeeTheEndAsync(site));
        foreach (var (name, point) in names.Zip(after.Concat(before)))
            await SeeDeadAsync(site, name, point);
    }

    /// <summary>
    /// This database's part of the places: every fourth in CI, other steps on the one side than on the other, and always
    /// the one with a token in the hand.
    /// </summary>
    private List<string> Share(IEnumerable<string> points, int side)
    {
        var first = (provider == DatabaseProvider.Sqlite ? 0 : 2) + side;
        return
        [
            .. points
                .Index()
                .Where(p => Soak.Matrix || p.Index % 4 == first || p.Item == TokenInHand)
                .Select(p => p.Item),
        ];
    }

    private static async Task DieOfCreationsAsync(CrashSite site, List<string> points)
    {
        var from = 0L;
        await DieAtEachAsync(
            site,
            points,
            async i =>
            {
                from = await site.Meta.LastLineAsync();
                await site.CreateAsync(Name(i));
            },
            async i =>
            {
                await site.SeeDoneAsync(CrashSite.CreationOf(Name(i)));
                await SeeMadeOnceAsync(site, Name(i), points[i], await site.Meta.LogAsync(from));
                // Its slot is needed.
                await CrashSite.RemoveAsync(site.Meta, Name(i));
            }
        );
        await site.PlayAsync("after all of them", () => SeeTheEndAsync(site));

        static string Name(int i) => $"northwind kill proof {i + 1}";
    }

    /// <summary>The site stands at the first point. Asks by number, dies, starts at the next point, sees by number.</summary>
    private static async Task DieAtEachAsync(
        CrashSite site,
        List<string> points,
        Func<int, Task> ask,
        Func<int, Task> see
    )
    {
        for (var i = 0; i < points.Count; i++)
        {
            var next = i + 1 < points.Count ? points[i + 1] : null;
            await site.PlayAsync(
                $"{points[i]}, then started with {next ?? "no failpoint"}",
                async () =>
                {
                    await ask(i);
                    await site.App.WaitForDeathAsync();
                    await site.StartAgainAsync(next);
                    await see(i);
                }
            );
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
        Assert.Equal(3, (await site.Meta.GrantsOfAsync(name)).Count);

        // Only a kill between Meta's answer and the vault costs a token, and that one is dead before the next is made.
        var generated = point == TokenInHand ? 2 : 1;
        Assert.Equal(generated, tokens.Count);
        Assert.Equal(generated, log.Count("POST", "/access_tokens"));
        var unknown = point is TokenInHand || point == $"before:{IssueToken.GenerateAndStage}:kill";
        Assert.Equal(unknown ? 1 : 0, log.Count("DELETE", "/access_tokens"));
        Assert.Equal(1, log.Count("POST", "/system_users"));
        // These two replace, and say the same again where it isn't known whether they were heard.
        Assert.Equal(AgainAfter(CreateSystemUser.InstallApp), log.Count("POST", "/applications"));
        Assert.Equal(3 * AgainAfter(CreateSystemUser.AssignAssets), log.Count("POST", "/assigned_users"));

        int AgainAfter(string step) => point == $"after:{step}:kill" ? 2 : 1;
    }

    private static async Task SeeDeadAsync(CrashSite site, string name, string point)
    {
        await site.SeeDoneAsync(CrashSite.RevocationOf(name));
        Assert.False(SandboxView.IsLive(Assert.Single(await site.Meta.TokensOfAsync(name))), point);
        var token = await site.Record.TokenOfAsync(name);
        Assert.Equal(TokenState.Revoked, token.State);
        var secrets = await site.Meta.SecretsNamedAsync(token.SecretName);
        Assert.All(secrets.SelectMany(s => s.EnabledVersions), Assert.False);
    }

    private static async Task SeeTheEndAsync(CrashSite site)
    {
        await site.SeeNothingLeftToDoAsync();
        await site.Record.SeeAuditHoldsAsync();
    }
}

public sealed class KillMatrixOnSqliteTests() : KillMatrixTests(DatabaseProvider.Sqlite);

public sealed class KillMatrixOnPostgresTests() : KillMatrixTests(DatabaseProvider.Postgres);
