using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Portfolios;

/// <summary>One limit for an app and a business: what counts an app's calls holds whatever is reached through it.</summary>
public abstract class AppLimitTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Theory]
    [InlineData(4, true)]
    [InlineData(17, false)]
    [Trait("Id", "D01")]
    public async Task A_limit_of_the_app_holds_every_portfolio_of_it_and_one_of_a_portfolio_that_alone(
        int code,
        bool ofApp
    )
    {
        var contoso = await World.ConnectAnewAsync("Contoso");
        var northwind = await World.ConnectAnewAsync("Northwind");
        World.Fault(Faults.Throttled("POST", "/*/system_users", code, 30));

        var waiting = await World.RunAsync(
            World.Succeeds(await World.AskCreateAsync(World.CreateForm(northwind, Name)))
        );

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.NotNull(await BlockOfAsync(northwind));
        // Through an app of its own: nothing of it is meant.
        Assert.Null(await BlockOfAsync(contoso));
        Assert.Equal(
            OperationState.Done,
            (await World.RunAsync(World.Succeeds(await World.AskReadAsync(contoso)))).State
        );
        await ReachThroughAppOfAsync(contoso, northwind);
        Assert.Equal(ofApp ? await BlockOfAsync(northwind) : null, await BlockOfAsync(contoso));

        World.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Null(await BlockOfAsync(contoso));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(waiting.Id)).State);
    }

    [FactOnOneDatabase]
    [Trait("Id", "D01")]
    public async Task A_limit_of_another_app_holds_what_goes_through_that_and_nothing_else()
    {
        var northwind = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(northwind);
        var found = await World.SystemUserAsync("ads sync");
        World.Fault(Faults.Throttled("POST", "/*/access_tokens", 4, 30));
        var form = World.IssueForm(found.Id, World.Adoption) with { PortfolioAppId = app.Id };

        var waiting = await World.RunAsync(World.Succeeds(await World.AskIssueAsync(form)));

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.Null(await BlockOfAsync(northwind));
        Assert.NotNull(await BlockOfAsync(northwind, app.Id));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(waiting.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task A_usage_that_a_revoke_hears_meanwhile_does_not_end_a_refusal()
    {
        var northwind = await World.ConnectAsync("Northwind");
        var token = await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(northwind, Name))).Id);
        World.Fault(Faults.Throttled("POST", "/*/system_users", 17, 30));
        await World.RunAsync(
            World.Succeeds(await World.AskCreateAsync(World.CreateForm(northwind, "northwind feed upload")))
        );
        var until = await BlockOfAsync(northwind);
        await World.SwitchAsync(
            "usageHeaders",
            new Dictionary<string, string>
            {
                ["X-App-Usage"] = """{"call_count":80,"total_time":1,"total_cputime":1}""",
            }
        );

        var revoked = await World.RunAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));

        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        await using var db = World.OpenDatabase();
        Assert.Equal(80, (await db.GraphLimits.SingleAsync()).Percent);
        Assert.NotNull(until);
        Assert.Equal(until, await BlockOfAsync(northwind));
    }

    private async Task<DateTimeOffset?> BlockOfAsync(long portfolio, long? app = null)
    {
        await using var db = World.OpenDatabase();
        return await World.Worker.Get<GraphLimits>().FindBlockAsync(db, portfolio, app, default);
    }

    /// <summary>The demo's two have an app each; in the record they may have the same.</summary>
    private async Task ReachThroughAppOfAsync(long portfolio, long other)
    {
        await using var db = World.OpenDatabase();
        var app = await db.Portfolios.Where(p => p.Id == other).Select(p => p.AppId).SingleAsync();
        await db.Portfolios.Where(p => p.Id == portfolio).ExecuteUpdateAsync(p => p.SetProperty(x => x.AppId, app));
    }
}

public sealed class AppLimitOnSqlite() : AppLimitTests(DatabaseProvider.Sqlite);

public sealed class AppLimitOnPostgres() : AppLimitTests(DatabaseProvider.Postgres);
