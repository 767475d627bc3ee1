using System.Text.Json;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
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
    [Trait("Id", "D01")]
    public async Task A_throttle_is_waited_out_for_as_long_as_Meta_says(string method, string path, int code)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Throttled(method, path, code, minutes: 2));
        var before = World.Clock.GetUtcNow();

        var waiting = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.InRange(waiting.WaitsUntil!.Value - before, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        Assert.Contains("rate limit", waiting.Outcome, StringComparison.Ordinal);
        AssertMadeOnce(ended);
        Assert.DoesNotContain(ended.Steps, s => s.State == StepState.Failed);
    }

    [Fact]
    [Trait("Id", "D01")]
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

    [Fact]
    [Trait("Id", "D01")]
    public async Task A_batch_that_is_told_to_wait_for_a_week_asks_again_after_an_hour_and_everybody_waits()
    {
        var id = await AskedAsync();
        var portfolio = (await World.OperationAsync(id)).PortfolioId;
        await World.Worker.RunUntilAsync(id, CreateSystemUser.InstallApp);
        World.Fault(
            Faults.Down("graph", "POST", "/", 429, times: 1) with
            {
                RetryAfter = JsonSerializer.SerializeToElement(7 * 24 * 3600),
                Code = JsonSerializer.SerializeToElement(80004),
            }
        );
        var before = World.Clock.GetUtcNow();

        var waiting = await World.RunAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.InRange(waiting.WaitsUntil!.Value - before, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        await using (var db = World.OpenDatabase())
            Assert.NotNull(await World.Worker.Get<GraphLimits>().FindBlockAsync(db, portfolio, null, default));
        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("GET", "/*/system_users", 500)]
    [Row("POST", "/*/system_users", 500, 2)]
    [Row("POST", "/*/applications", 503)]
    [Row("POST", "/*/assigned_users", 500)]
    [Row("POST", "/*/access_tokens", 503)]
    [Row("GET", "/debug_token", 500)]
    public async Task An_outage_at_Meta_is_waited_out(string method, string path, int status, int times = 6)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Down("graph", method, path, status, times));

        var waiting = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, waiting.State);
        AssertMadeOnce(ended);
    }

    [Fact]
    [Trait("Id", "B11")]
    public async Task A_token_that_Meta_can_not_be_asked_about_for_three_minutes_is_not_active_until_it_was()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        World.Fault(Faults.Down("graph", "GET", "/debug_token", 500));
        var (began, token) = (World.Clock.GetUtcNow(), await World.TokenOfAsync(id));

        while (World.Clock.GetUtcNow() - began < TimeSpan.FromMinutes(3))
        {
            var waiting = await World.RunAsync(id);
            Assert.Equal(OperationState.Waiting, waiting.State);
            Assert.Contains("Meta doesn't answer", waiting.Outcome, StringComparison.Ordinal);
            Assert.Equal(StepState.Pending, waiting.Steps.Single(s => s.Name == IssueToken.ProveStaged).State);
            Assert.Equal(TokenState.Issuing, (await World.TokenOfAsync(id)).State);
            Assert.Empty(World.Vault.Versions(token.SecretName));
            World.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        World.Sandbox.Faults.Clear();
        AssertMadeOnce(await World.RunToEndAsync(id));
        Assert.Equal(TokenState.Active, (await World.TokenOfAsync(id)).State);
    }

    [FactOnOneDatabase]
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
}

public sealed class CreateUnderTroubleOnSqlite() : CreateUnderTroubleTests(DatabaseProvider.Sqlite);

public sealed class CreateUnderTroubleOnPostgres() : CreateUnderTroubleTests(DatabaseProvider.Postgres);
