using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>Once a day Meta is asked about each live token.</summary>
public abstract class CheckTokenHealthTests(DatabaseProvider provider) : ActTests(provider)
{
    [FactOnOneDatabase]
    public async Task Each_live_token_is_asked_about_once_a_day_and_every_reading_of_it_is_audited()
    {
        var token = await RegisteredAsync();
        var before = await ReadingsAsync();
        await PassAsync(TimeSpan.FromDays(3));

        await using var db = World.OpenDatabase();
        var checks = await db.Operations.Where(o => o.Kind == OperationKind.CheckTokenHealth).ToListAsync();
        var asked = checks.SelectMany(o => o.ReadInput<CheckTokenHealthInput>().TokenIds).ToList();
        Assert.Equal(3, asked.Count(id => id == token.Id));
        Assert.Equal(before + 3, await ReadingsAsync());
        var healthy = await World.TokenAsync(token.Id);
        Assert.Equal((null, token.Scopes), (healthy.HealthProblem, healthy.SeenScopes));
        Assert.Equal(token.ExpiresAt, healthy.SeenExpiresAt);
    }

    [FactOnOneDatabase]
    public async Task A_token_that_died_at_Meta_and_one_that_lost_a_scope_are_seen()
    {
        var token = await RegisteredAsync();
        await World.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "ads sync",
                scope = "ads_read",
            }
        );
        await CheckAsync();
        Assert.DoesNotContain("ads_read", (await World.TokenAsync(token.Id)).SeenScopes, StringComparison.Ordinal);

        await World.ChangeAsync(new { @do = "invalidateToken", systemUser = "ads sync" });
        await CheckAsync();

        var dead = await World.TokenAsync(token.Id);
        Assert.Contains("Meta calls it invalid", dead.HealthProblem, StringComparison.Ordinal);
        // The record is what it was: looking changes nothing.
        Assert.Equal((TokenState.Active, token.Scopes), (dead.State, dead.Scopes));
    }

    [FactOnOneDatabase]
    public async Task A_secret_that_was_disabled_is_told_and_what_comes_right_again_is_forgotten()
    {
        var token = await RegisteredAsync();
        await World.ChangeVaultAsync(new { change = "disable", secret = "ads-sync-token" });
        await CheckAsync();
        Assert.Contains("disabled", (await World.TokenAsync(token.Id)).HealthProblem, StringComparison.Ordinal);

        await World.ChangeVaultAsync(new { change = "enable", secret = "ads-sync-token" });
        await CheckAsync();

        Assert.Null((await World.TokenAsync(token.Id)).HealthProblem);
    }

    [FactOnOneDatabase]
    public async Task Where_an_apps_secrets_are_closed_the_others_are_asked_about_and_nobody_is_asked_every_hour()
    {
        var token = await RegisteredAsync();
        await World.AddAppAsync(token.PortfolioId);
        await World.ChangeVaultAsync(new { change = "disable", secret = World.SecondAppSecret });
        World.Clock.Advance(TimeSpan.FromDays(2));

        for (var hour = 0; hour < 5; hour++)
        {
            await World.Worker.Get<Reconciler>().RunAsync(default);
            foreach (var id in await World.FindDueAsync())
                await World.Worker.RunAsync(id);
            World.Clock.Advance(TimeSpan.FromHours(1));
        }

        await using var db = World.OpenDatabase();
        Assert.All(
            await db.Operations.Where(o => o.Kind == OperationKind.CheckTokenHealth).ToListAsync(),
            o => Assert.Equal(OperationState.Done, o.State)
        );
        var asked = await World.TokenAsync(token.Id);
        Assert.NotNull(asked.HealthCheckedAt);
        Assert.Null(asked.HealthProblem);
        var ofApp = await db.Tokens.SingleAsync(t => t.SecretName == World.SecondControlSecret);
        Assert.StartsWith("Meta could not be asked", ofApp.HealthProblem, StringComparison.Ordinal);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("vault", "/secrets/ads-sync-token", "The vault doesn't answer")]
    [Row("graph", "/debug_token", "Meta doesn't answer")]
    public async Task An_outage_waits_says_so_and_calls_no_token_wrong(string server, string path, string why)
    {
        var token = await RegisteredAsync();
        World.Clock.Advance(TimeSpan.FromDays(2));
        World.Fault(Faults.Down(server, "GET", path));
        await World.Worker.Get<Reconciler>().RunAsync(default);
        var id = await CheckIdAsync();

        var waits = await World.RunAsync(id);

        Assert.Equal(OperationState.Waiting, waits.State);
        Assert.Contains(why, waits.Outcome, StringComparison.Ordinal);
        Assert.Null((await World.TokenAsync(token.Id)).HealthCheckedAt);
        World.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
        Assert.Null((await World.TokenAsync(token.Id)).HealthProblem);
    }

    private async Task<Token> RegisteredAsync()
    {
        await World.ConnectAsync("Northwind");
        var user = await World.SystemUserAsync("ads sync");
        var registered = await World.DoneAsync(World.AskRegisterAsync(user.Id, "ads-sync-token", World.Adoption));
        return await World.TokenAsync(registered.TokenId!.Value);
    }

    private async Task CheckAsync()
    {
        World.Clock.Advance(TimeSpan.FromDays(2));
        await World.Worker.Get<Reconciler>().RunAsync(default);
        await World.RunToEndAsync(await CheckIdAsync());
    }

    private async Task<long> CheckIdAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Operations.Where(o => o.Kind == OperationKind.CheckTokenHealth).MaxAsync(o => o.Id);
    }

    private async Task<int> ReadingsAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.AuditEvents.CountAsync(e =>
            e.Action == "Read a secret's value" && e.ObjectLabel == "ads-sync-token"
        );
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var end = World.Clock.GetUtcNow() + time; World.Clock.GetUtcNow() < end; )
        {
            World.Clock.Advance(TimeSpan.FromHours(1));
            await World.ReconcileAsync();
        }
    }
}

public sealed class CheckTokenHealthOnSqlite() : CheckTokenHealthTests(DatabaseProvider.Sqlite);

public sealed class CheckTokenHealthOnPostgres() : CheckTokenHealthTests(DatabaseProvider.Postgres);
