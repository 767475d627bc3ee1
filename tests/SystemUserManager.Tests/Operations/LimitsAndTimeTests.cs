using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

public abstract class LimitsAndTimeTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    [Trait("Id", "D02")]
    public async Task Near_Metas_limit_nothing_but_revokes_goes_on_and_the_rest_says_until_when_it_waits()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var token = await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
        await UsageIsAsync(96);
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "northwind feed upload")));

        var waiting = await World.RunAsync(create);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.Equal(
            World.Clock.GetUtcNow() + TimeSpan.FromMinutes(3),
            waiting.WaitsUntil!.Value,
            TimeSpan.FromMinutes(1)
        );
        Assert.Empty(World.Meta.Called("northwind feed upload"));

        // Another worker, and another operation of the portfolio: nobody calls meanwhile.
        World.StartProcess();
        var mark = World.Mark();
        var other = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "northwind lead export")));
        Assert.Equal(OperationState.Waiting, (await World.RunAsync(other)).State);
        Assert.Empty(World.Meta.Requests(mark));
        Assert.Equal(0, (await World.OperationAsync(other)).Steps.Max(s => s.Attempts));

        // What ends a token doesn't wait.
        var revoked = await World.RunAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        Assert.Empty(World.Meta.LiveTokens(Name));

        await UsageIsAsync(10);
        foreach (var id in new[] { create, other })
        {
            var ended = await World.RunToEndAsync(id);
            Assert.True(ended.State == OperationState.Done, ended.Outcome);
        }
    }

    [FactOnOneDatabase]
    public async Task From_three_quarters_of_the_limit_on_calls_are_slow_and_everything_ends_well()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await UsageIsAsync(80);
        var began = World.Clock.GetUtcNow();
        var mark = World.Mark();

        await World.CreateAsync(World.CreateForm(portfolio, Name));

        // The first call of each run hears it; each after that waits its second.
        var slowed = World.Meta.Requests(mark).Count - 1;
        Assert.True(slowed > 5);
        Assert.True(World.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(slowed - 1));
    }

    [Theory]
    [InlineData(86_400)]
    [InlineData(60)]
    [Trait("Id", "D01")]
    public async Task A_wait_that_Meta_asks_for_is_kept_to_and_an_absurd_one_is_asked_about_again_after_an_hour(
        int minutes
    )
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Throttled("POST", "/*/system_users", 17, minutes));

        var waiting = await World.RunAsync(create);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.InRange(
            waiting.WaitsUntil!.Value - World.Clock.GetUtcNow(),
            TimeSpan.FromMinutes(59),
            TimeSpan.FromMinutes(60)
        );
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(create)).State);
    }

    [Fact]
    [Trait("Id", "D04")]
    public async Task While_the_vault_takes_no_writes_no_token_is_generated_revokes_go_on_and_it_recovers_alone()
    {
        const int Creations = 2;
        const int Issues = 18;
        var portfolio = await World.ConnectAsync("Northwind");
        var token = await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        var mark = World.Mark();
        var queued = new List<long>();
        foreach (var number in Enumerable.Range(1, Creations))
        {
            var form = World.CreateForm(portfolio, $"northwind figures nr {number}");
            queued.Add(World.Succeeds(await World.AskCreateAsync(form)));
            // So that Meta has made it before its places are taken.
            await World.RunAsync(queued[^1]);
        }

        foreach (var found in await FoundAsync(portfolio, Issues))
            queued.Add(World.Succeeds(await World.AskIssueAsync(World.IssueForm(found, World.Adoption))));

        await LetPassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens", mark));
        Assert.All(
            await Task.WhenAll(queued.Select(World.OperationAsync)),
            o => Assert.Equal(OperationState.Waiting, o.State)
        );
        // Some tried, all others waited for the trial: a hundred tries each would be thousands of writes.
        Assert.InRange(World.Vault.Changes(mark).Count, 5, 60);
        var revoked = await World.RunAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);

        World.Sandbox.Faults.Clear();
        await LetPassAsync(TimeSpan.FromMinutes(2));

        Assert.All(
            await Task.WhenAll(queued.Select(World.OperationAsync)),
            o => Assert.True(o.State == OperationState.Done, o.Outcome)
        );
        Assert.Equal(Creations + Issues, World.Meta.Count("POST", "/access_tokens", mark));
    }

    [Fact]
    [Trait("Id", "D04")]
    public async Task A_vault_that_goes_down_after_it_was_proved_costs_no_further_token_once_that_is_known()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var found = await FoundAsync(portfolio, 6);
        var asked = new List<long>();
        foreach (var id in found)
        {
            asked.Add(World.Succeeds(await World.AskIssueAsync(World.IssueForm(id, World.Adoption))));
            await World.Worker.RunUntilAsync(asked[^1], IssueToken.ReserveInVault);
        }

        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        // In whose hand the token is when the vault goes down: its writes are counted.
        await World.RunToEndAsync(asked[0]);
        await World.RunToEndAsync(asked[1]);
        var mark = World.Mark();

        await LetPassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens", mark));
        Assert.All(
            await Task.WhenAll(asked.Skip(2).Select(World.OperationAsync)),
            o => Assert.Equal(OperationState.Waiting, o.State)
        );
        World.Sandbox.Faults.Clear();
        await LetPassAsync(TimeSpan.FromMinutes(2));
        Assert.All(
            await Task.WhenAll(asked.Skip(2).Select(World.OperationAsync)),
            o => Assert.True(o.State == OperationState.Done, o.Outcome)
        );
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens", mark));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [Trait("Id", "D05")]
    public async Task With_a_clock_that_is_wrong_no_token_is_made_until_it_is_right(int minutes)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Worker.SetClockOff(TimeSpan.FromMinutes(minutes));

        for (var i = 0; i < 20; i++)
        {
            await World.RunAsync(create);
            World.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var held = await World.OperationAsync(create);
        Assert.Equal(OperationState.Waiting, held.State);
        Assert.Contains(
            $"15 minutes {(minutes > 0 ? "ahead of" : "behind")} Meta's",
            held.Outcome,
            StringComparison.Ordinal
        );
        Assert.Equal(StepState.Pending, held.Steps.Single(s => s.Name == IssueToken.ReserveInVault).State);
        Assert.Equal(0, World.Meta.Count("POST", "/access_tokens"));

        World.Worker.SetClockOff(TimeSpan.Zero);
        World.Clock.Advance(TimeSpan.FromMinutes(30));
        var ended = await World.RunToEndAsync(create);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
    }

    [FactOnOneDatabase]
    public async Task A_generation_that_Meta_surely_refused_leaves_nothing_to_end()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Throttled("POST", "/*/access_tokens", 17, 2));

        var ended = await World.RunToEndAsync(create);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens"));
        Assert.Single(World.Meta.EveryToken(Name));
    }

    [FactOnOneDatabase]
    public async Task A_generation_that_was_refused_and_then_not_heard_of_is_not_taken_for_refused()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Throttled("POST", "/*/access_tokens", 17, 2));
        Assert.Equal(OperationState.Waiting, (await World.RunAsync(create)).State);
        World.Clock.Advance(TimeSpan.FromMinutes(3));
        await World.Worker.DieAtAsync(create, IssueToken.GenerateAndStage, afterEffect: true);
        var pending = SecretName.Pending((await World.TokenOfAsync(create)).SecretName);
        await World.ChangeVaultAsync(new { change = "delete", secret = pending });
        await World.ChangeVaultAsync(new { change = "purge", secret = pending });
        World.StartProcess();

        var ended = await World.RunToEndAsync(create);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(1, World.Meta.Count("DELETE", "/access_tokens"));
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    /// <summary>The worker takes up whatever is due, three times a minute.</summary>
    private async Task LetPassAsync(TimeSpan time)
    {
        for (var end = World.Clock.GetUtcNow() + time; World.Clock.GetUtcNow() < end; )
        {
            foreach (var id in await World.FindDueAsync())
                await World.Worker.RunAsync(id);
            World.Clock.Advance(TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>So many system users that others made, and are to have a token each.</summary>
    private async Task<List<long>> FoundAsync(long portfolio, int count)
    {
        foreach (var number in Enumerable.Range(1, count))
            await World.ChangeAsync(
                new
                {
                    @do = "addSystemUser",
                    business = "Northwind Retail",
                    name = $"northwind till {number}",
                }
            );
        await World.DoneAsync(World.AskReadAsync(portfolio));
        await using var db = World.OpenDatabase();
        return await db
            .SystemUsers.Where(s => s.Name.StartsWith("northwind till"))
            .OrderBy(s => s.Id)
            .Select(s => s.Id)
            .ToListAsync();
    }

    private Task UsageIsAsync(int percent) =>
        World.SwitchAsync(
            "usageHeaders",
            new Dictionary<string, string>
            {
                ["X-Business-Use-Case-Usage"] =
                    $$"""{"1200000000000001":[{"type":"ads_management","call_count":{{percent}},"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":{{(percent > 95 ? 3 : 0)}}}]}""",
            }
        );
}

public sealed class LimitsAndTimeOnSqlite() : LimitsAndTimeTests(DatabaseProvider.Sqlite);

public sealed class LimitsAndTimeOnPostgres() : LimitsAndTimeTests(DatabaseProvider.Postgres);
