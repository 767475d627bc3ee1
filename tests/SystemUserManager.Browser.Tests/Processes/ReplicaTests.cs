using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// Pages and two workers on PostgreSQL: what one worker does when the other shares, dies, is asked to end, or freezes; and
/// what stands of the pages' forms when their process dies.
/// </summary>
public sealed partial class ReplicaTests(Replicas replicas) : IClassFixture<Replicas>
{
    private const int SystemUsersAtOnce = 6;

    // Milliseconds that each creation waits for Meta: in the meantime one worker is full.
    private const int Long = 1500;

    // Milliseconds that a call is held back: long enough to freeze or to kill who waits for it, and shorter than a lease.
    private const int Caught = 2000;

    // The host's own limit is 25 s; then, on a busy machine, it still has to end.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(25 + 15);

    [Fact]
    [Trait("Id", "C03")]
    public async Task Two_workers_share_the_work_and_each_write_happens_once()
    {
        var operations = Soak.Number("SOAK_SHARED", 12);
        await replicas.PlayAsync(async () =>
        {
            var from = await replicas.Meta.LastLineAsync();
            var said = replicas.Workers.ToDictionary(w => w, w => w.Output.Length);
            List<HashSet<string>> Shares() => [.. said.Select(w => OperationsIn(w.Key.Output[w.Value..]))];
            var made = 0;
            await Patience.UntilAsync(
                async () =>
                {
                    var names = Enumerable
                        .Range(made + 1, SystemUsersAtOnce)
                        .Select(i => string.Create(CultureInfo.InvariantCulture, $"northwind shared {i}"))
                        .ToArray();
                    await replicas.Meta.AddFaultAsync(Slow("POST", "/*/system_users", Long, names.Length));
                    await CreateAndRevokeAsync(names);
                    made += names.Length;
                    // One that was full so shortly that the other had no time to help: once more.
                    return 2 * made >= operations && Shares().TrueForAll(s => s.Count > 0);
                },
                "both workers to have a share"
            );
            SeeEachOnce(await replicas.Meta.LogAsync(from), made);
            Soak.Say(
                $"{2 * made} operations; in the hands of the one and of the other: {string.Join(" and ", Shares().Select(s => s.Count))}"
            );
        });
    }

    [Fact]
    public async Task What_a_killed_worker_had_begun_the_other_ends()
    {
        const string Name = "northwind of the killed worker";
        await replicas.PlayAsync(async () =>
        {
            var (holder, other) = await replicas.CatchInCallAsync(Name, Slow("POST", "/*/system_users", Caught));
            await holder.KillAsync();
            await replicas.SeeDoneAsync(CrashSite.CreationOf(Name), other);
            await SeeOneOfEachAsync(Name);
        });
    }

    [Fact]
    [Trait("Id", "A06")]
    public async Task Asked_to_end_a_worker_ends_its_step_and_hands_the_operation_to_the_other()
    {
        const string Name = "northwind handed over";
        await replicas.PlayAsync(async () =>
        {
            var from = await replicas.Meta.LastLineAsync();
            var (holder, other) = await replicas.CatchInCallAsync(Name, Slow("POST", "/*/assigned_users", Caught));
            var took = await holder.StopAsync();
            var left = await replicas.Record.FindOperationAsync(CrashSite.CreationOf(Name));
            Soak.Say($"It ended {took.TotalSeconds:0.0} s after it was asked to");
            Assert.True(took < LongestEnd, $"It took {took}");
            // Its lease would be held for seconds yet.
            Assert.False(Replicas.IsOf(left!.LeaseOwner, holder), "The lease was not handed back");
            var operation = await replicas.SeeDoneAsync(CrashSite.CreationOf(Name), other);

            await SeeOneOfEachAsync(Name);
            // Handed back after the step, not left behind in it.
            Assert.Equal(1, operation.Steps.Single(s => s.Name == CreateSystemUser.AssignAssets).Attempts);
            Assert.Equal(3, (await replicas.Meta.LogAsync(from)).Count("POST", "/assigned_users"));
        });
    }

    /// <summary>
    /// Frozen in the middle of the call that makes the token: the call is over at Meta before the lease is. Between the
    /// look at the lease and the sending of the call nothing can be caught from the outside.
    /// </summary>
    [Fact]
    [Trait("Id", "C04")]
    public async Task A_worker_frozen_while_it_generates_writes_nothing_after_the_other_took_over()
    {
        const string Name = "northwind frozen in a call";
        await replicas.PlayAsync(async () =>
        {
            var (holder, other) = await replicas.CatchInCallAsync(Name, Slow("POST", "/*/access_tokens", Caught));
            var said = holder.Output.Length;
            await holder.FreezeAsync();
            await replicas.SeeDoneAsync(CrashSite.CreationOf(Name), other);
            var version = (await replicas.Record.FindOperationAsync(CrashSite.CreationOf(Name)))!.Version;
            holder.Thaw();
            await holder.SeeOutputAsync("was taken over by another worker", said);

            // The one made for the frozen worker died before another was made.
            Assert.Equal(2, (await replicas.Meta.TokensOfAsync(Name)).Count);
            await SeeOneOfEachAsync(Name);
            Assert.Equal(version, (await replicas.Record.FindOperationAsync(CrashSite.CreationOf(Name)))!.Version);
        });
    }

    [Fact]
    [Trait("Id", "C04")]
    public async Task A_worker_frozen_before_a_write_does_not_send_it_after_the_other_took_over()
    {
        const string Name = "northwind frozen before a write";
        await replicas.PlayAsync(async () =>
        {
            var (holder, other) = await replicas.CatchInCallAsync(
                Name,
                new
                {
                    server = "vault",
                    method = "GET",
                    path = "/secrets/*-pending/versions",
                    mode = "slow",
                    milliseconds = Caught,
                    times = 1,
                }
            );
            var said = holder.Output.Length;
            await holder.FreezeAsync();
            await replicas.SeeDoneAsync(CrashSite.CreationOf(Name), other);
            var last = await replicas.Meta.LastLineAsync();
            holder.Thaw();
            await holder.SeeOutputAsync("was taken over by another worker", said);

            Assert.DoesNotContain(await replicas.Meta.LogAsync(last), RequestLines.IsWrite);
            Assert.Single(await replicas.Meta.TokensOfAsync(Name));
            await SeeOneOfEachAsync(Name);
        });
    }

    [Fact]
    [Trait("Id", "A05")]
    public async Task Killed_in_the_middle_of_commits_the_pages_have_every_form_that_was_answered()
    {
        var random = Soak.Seeded(out _);
        await replicas.PlayAsync(() =>
            new PostedForms(replicas.Web, replicas.Anna, replicas.Record, random).KillAndSeeAsync(
                Soak.Number("SOAK_COMMITS", 2)
            )
        );
    }

    private async Task CreateAndRevokeAsync(string[] names)
    {
        foreach (var name in names)
            await replicas.Anna.AskForCreationAsync(name);
        foreach (var name in names)
            await replicas.SeeDoneAsync(CrashSite.CreationOf(name), replicas.Workers[0]);
        foreach (var name in names)
            await replicas.Anna.AskForRevocationAsync((await replicas.Record.TokenOfAsync(name)).Id);
        foreach (var name in names)
        {
            await replicas.SeeDoneAsync(CrashSite.RevocationOf(name), replicas.Workers[0]);
            Assert.False(SandboxView.IsLive(Assert.Single(await replicas.Meta.TokensOfAsync(name))));
            await CrashSite.RemoveAsync(replicas.Meta, name);
        }
    }

    private static void SeeEachOnce(List<JsonElement> log, int made)
    {
        Assert.Equal(made, log.Count("POST", "/system_users"));
        Assert.Equal(made, log.Count("POST", "/applications"));
        Assert.Equal(3 * made, log.Count("POST", "/assigned_users"));
        Assert.Equal(made, log.Count("POST", "/access_tokens"));
        Assert.Equal(0, log.Count("DELETE", "/access_tokens"));
        Assert.Equal(made, log.Count("GET", "/oauth/revoke"));
        var vault = log.Where(l => l.GetProperty("server").GetString() == "vault").ToLookup(RequestLines.Method);
        // The placeholder, the staged copy, the live one; the anchor of the audit log is written when its minute has come.
        Assert.Equal(
            3 * made,
            vault["PUT"].Count(l => !RequestLines.Path(l).EndsWith("/audit-anchor", StringComparison.Ordinal))
        );
        Assert.All(vault["PATCH"].CountBy(RequestLines.Path), one => Assert.Equal(1, one.Value));
    }

    private async Task SeeOneOfEachAsync(string name)
    {
        var live = Assert.Single(await replicas.Meta.TokensOfAsync(name), SandboxView.IsLive);
        var holding = await replicas.Meta.SecretsHoldingAsync(live.GetProperty("sha256").GetString()!);
        Assert.False(Assert.Single(holding, s => s.EnabledVersions.Contains(true)).IsPending);
        await replicas.Record.SeeAuditHoldsAsync();
        await CrashSite.RemoveAsync(replicas.Meta, name);
    }

    /// <summary>Of what a worker wrote to its console, the operations that it did some step of.</summary>
    private static HashSet<string> OperationsIn(string output) =>
        [.. StepLine().Matches(output).Select(m => m.Groups["id"].Value)];

    [GeneratedRegex("Step [^\\n]+ of operation (?<id>[0-9]+): ")]
    private static partial Regex StepLine();

    private static object Slow(string method, string path, int milliseconds, int times = 1) =>
        new
        {
            server = "graph",
            method,
            path,
            mode = "slow",
            milliseconds,
            times,
        };
}
