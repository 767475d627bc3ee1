using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>Throttles, outages and lost answers: it waits, looks, and ends as if nothing had been.</summary>
public abstract partial class CreateUnderTroubleTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Theory]
    [InlineData("POST", "/*/system_users", 17)]
    [InlineData("POST", "/*/access_tokens", 80004)]
    [InlineData("GET", "/debug_token", 4)]
    public async Task A_throttle_is_waited_out_for_as_long_as_Meta_says(string method, string path, int code)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Throttled(method, path, code, minutes: 7));
        var before = World.Clock.GetUtcNow();

        var waiting = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.InRange(waiting.WaitsUntil!.Value - before, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(8));
        Assert.Contains("rate limit", waiting.Outcome, StringComparison.Ordinal);
        AssertMadeOnce(ended);
    }

    [Fact]
    public async Task A_throttled_item_of_a_batch_which_has_no_headers_waits_as_long_as_the_settings_say()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Throttled("POST", "/*/assigned_users", 80004, minutes: 7));
        var before = World.Clock.GetUtcNow();

        var waiting = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.InRange(waiting.WaitsUntil!.Value - before, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
        AssertMadeOnce(ended);
    }

    [Theory]
    [InlineData("GET", "/*/system_users", 500)]
    [InlineData("POST", "/*/system_users", 500, 2)]
    [InlineData("POST", "/*/applications", 503)]
    [InlineData("POST", "/*/assigned_users", 500)]
    [InlineData("POST", "/*/access_tokens", 503)]
    [InlineData("GET", "/debug_token", 500)]
    [Trait("Id", "B11")]
    public async Task An_outage_at_Meta_is_waited_out(string method, string path, int status, int times = 6)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Down("graph", method, path, status, times));

        var waiting = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        AssertMadeOnce(ended);
    }

    [Theory]
    [InlineData("POST", "/*/system_users", "after")]
    [InlineData("POST", "/*/system_users", "cut")]
    [InlineData("POST", "/*/system_users", "hang")]
    [InlineData("POST", "/*/applications", "after")]
    [InlineData("POST", "/*/assigned_users", "after")]
    [InlineData("POST", "/*/assigned_users", "hang")]
    [Trait("Id", "B01")]
    [Trait("Id", "B03")]
    public async Task An_answer_that_never_came_is_settled_by_looking(string method, string path, string mode)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", method, path, mode));

        var ended = await World.RunToEndAsync(id);

        AssertMadeOnce(ended);
        Assert.Equal(mode == "hang" && path == "/*/system_users" ? 2 : 1, World.Meta.Count("POST", "/system_users"));
    }

    [Fact]
    [Trait("Id", "B02")]
    public async Task A_creation_that_was_not_heard_of_is_found_although_lists_lag()
    {
        await World.ConnectAsync("Northwind");
        await World.SwitchAsync("systemUserLagMilliseconds", 30_000);
        var id = await AskedAsync(connected: true);
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users"));

        var checking = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(StepState.Unknown, checking.Steps.Single(s => s.Name == CreateSystemUser.CreateAtMeta).State);
        AssertMadeOnce(ended);
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
    }

    [Fact]
    public async Task A_second_creation_gets_as_many_looks_as_the_first()
    {
        await World.ConnectAsync("Northwind");
        await World.SwitchAsync("systemUserLagMilliseconds", 30_000);
        var id = await AskedAsync(connected: true);
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", "hang"));
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", "after"));

        AssertMadeOnce(await World.RunToEndAsync(id));
        Assert.Equal(2, World.Meta.Count("POST", "/system_users"));
    }

    [Fact]
    [Trait("Id", "B02")]
    public async Task Two_that_could_be_ours_are_both_named_and_none_is_taken()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users"));
        await World.RunAsync(id);
        World.Meta.Read(state => Twin(state));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.All(
            World.Meta.Called(Name),
            s => Assert.Contains(s.AppScopedIds.Values.Single(), asking.Outcome, StringComparison.Ordinal)
        );
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
        Assert.Null(asking.SystemUserId);

        var stray = World.Meta.Called(Name)[1];
        await World.ChangeAsync(new { @do = "removeSystemUser", systemUser = stray.Id });
        AssertMadeOnce(await World.DecideAndRunAsync(id, OperationChoice.TryAgain));
    }

    [Fact]
    public async Task Somebody_elses_system_user_of_the_same_name_is_never_taken_for_ours()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", "hang"));
        await World.RunAsync(id);
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = Name,
            }
        );

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Done, ended.State);
        var ours = await World.SystemUserAsync(Name);
        var both = World.Meta.Called(Name);
        Assert.Equal(both[1].AppScopedIds.Values.Single(), ours.GraphId);
        Assert.Empty(World.Meta.Read(state => state.Tokens.Of(both[0].Id).ToList()));
    }

    [Fact]
    [Trait("Id", "B05")]
    public async Task A_token_whose_answer_was_lost_is_dead_before_another_is_stored()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));

        var unknown = await World.RunAsync(id);
        Assert.Single(World.Meta.LiveTokens(Name));
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, unknown.State);
        Assert.Equal(2, World.Meta.EveryToken(Name).Count);
        AssertMadeOnce(ended, tokensMade: 2);
    }

    [Fact]
    public async Task Grants_that_Meta_shows_late_are_looked_for_again()
    {
        var id = await AskedAsync();
        await World.SwitchAsync("grantLagMilliseconds", 45_000);

        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    private async Task<long> AskedAsync(bool connected = false)
    {
        var portfolio = connected
            ? (await World.SystemUserAsync("ads sync")).PortfolioId
            : await World.ConnectAsync("Northwind");
        return World.Succeeds(
            await World.AskCreateAsync(
                World.CreateForm(
                    portfolio,
                    Name,
                    await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"),
                    await World.GrantOnAsync("Northwind Shop DE", "UPLOAD")
                )
            )
        );
    }

    private void AssertMadeOnce(Operation ended, int tokensMade = 1)
    {
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Single(World.Meta.Called(Name));
        Assert.Equal(2, World.Meta.Grants(Name).Count);
        Assert.Equal(tokensMade, World.Meta.EveryToken(Name).Count);
        var live = Assert.Single(World.Meta.LiveTokens(Name));
        var secret = World.Vault.Names.Single(n =>
            n.StartsWith("meta-", StringComparison.Ordinal) && !n.EndsWith("-pending", StringComparison.Ordinal)
        );
        Assert.Equal(VaultView.Sha256(live.Value), Assert.Single(World.Vault.Versions(secret)).ValueSha256);
        Assert.Single(World.Vault.Enabled(secret));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(secret)));
    }

    /// <summary>As if the same control user had made a second one in the same second.</summary>
    private static bool Twin(Sandbox.State.GraphState state)
    {
        var first = state.Businesses.SelectMany(b => state.Members.SystemUsersOf(b.Id)).Single(s => s.Name == Name);
        state.Members.Put(
            new Sandbox.State.SystemUser
            {
                Id = state.Ids.Canonical(),
                BusinessId = first.BusinessId,
                Name = first.Name,
                Role = first.Role,
                Order = state.Ids.Order(),
                CreatedById = first.CreatedById,
                CreatedByName = first.CreatedByName,
                CreatedTime = first.CreatedTime,
                AppScopedIds = first.AppScopedIds.Keys.ToDictionary(app => app, _ => state.Ids.AppScoped()),
            }
        );
        return true;
    }
}

public sealed class CreateUnderTroubleOnSqlite() : CreateUnderTroubleTests(DatabaseProvider.Sqlite);

public sealed class CreateUnderTroubleOnPostgres() : CreateUnderTroubleTests(DatabaseProvider.Postgres);
