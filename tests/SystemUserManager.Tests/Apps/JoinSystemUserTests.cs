using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Apps;

/// <summary>Which system user it is that another app numbers otherwise: told by name and time of creation, or by a person.</summary>
public abstract class JoinSystemUserTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Twin = "northwind twin";

    [Fact]
    public async Task Two_of_the_same_name_and_time_are_joined_by_nobody_but_a_person()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await MakeAsync(Twin);
        await MakeAsync(Twin);
        await World.DoneAsync(World.AskReadAsync(portfolio));
        var app = await World.AddAppAsync(portfolio);

        var seen = await World.SeenThroughAppAsync(Twin);
        Assert.Equal(2, seen.Count);
        Assert.All(seen, s => Assert.Null(s.SystemUserId));
        var records = await RecordsAsync(Twin);
        var choice = await World.InScopeAsync(scope =>
            ((PortfolioAppQueries)scope.GetService(typeof(PortfolioAppQueries))!).FindChoiceAsync(seen[0].Id, default)
        );
        Assert.Equal(records.Order(), choice!.Candidates.Where(c => c.IsAlike).Select(c => c.Id).Order());

        Assert.Equal(app.Id, World.Succeeds(await World.JoinAsync(seen[0].Id, records[1])));
        Assert.IsType<SystemUserJoinedAlready>(Assert.Single((await World.JoinAsync(seen[1].Id, records[1])).Problems));
        World.Succeeds(await World.JoinAsync(seen[1].Id, records[0]));

        await World.DoneAsync(World.AskReadAsync(portfolio));
        Assert.Equal(
            [records[1], records[0]],
            (await World.SeenThroughAppAsync(Twin)).Select(s => s.SystemUserId!.Value)
        );
        Assert.Equal(2, (await RecordsAsync(Twin)).Count);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task Of_two_alike_that_may_be_the_control_one_both_are_protected_until_a_person_joins_them()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await MakeAsync(Twin);
        await MakeAsync(Twin);
        await World.DoneAsync(World.AskReadAsync(portfolio));
        await World.AddAppAsync(portfolio);
        var (seen, records) = (await World.SeenThroughAppAsync(Twin), await RecordsAsync(Twin));
        await using (var db = World.OpenDatabase())
            await db.PortfolioApps.ExecuteUpdateAsync(set =>
                set.SetProperty(a => a.ControlSystemUserGraphId, seen[0].GraphId)
            );

        foreach (var record in records)
            Assert.IsType<ControlSystemUserProtected>(Assert.Single((await World.AskRevokeAllAsync(record)).Problems));
        World.Succeeds(await World.JoinAsync(seen[0].Id, records[0]));
        Assert.True((await World.AskRevokeAllAsync(records[1])).Succeeded);
    }

    [FactOnOneDatabase]
    public async Task The_same_name_made_at_another_time_is_told_apart()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await MakeAsync(Twin);
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await MakeAsync(Twin);
        await World.DoneAsync(World.AskReadAsync(portfolio));

        await World.AddAppAsync(portfolio);

        Assert.Equal(
            (await RecordsAsync(Twin)).Order(),
            (await World.SeenThroughAppAsync(Twin)).Select(s => s.SystemUserId!.Value).Order()
        );
    }

    [FactOnOneDatabase]
    public async Task A_join_outlives_a_rename_and_what_comes_later_joins_itself()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AddAppAsync(portfolio);
        var before = (await World.SeenThroughAppAsync("user1")).Single();
        await World.ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = "user1",
                name = "pixel tests",
            }
        );
        await MakeAsync("northwind newcomer");
        await World.ChangeAsync(new { @do = "removeSystemUser", systemUser = "Zapier old" });

        await World.DoneAsync(World.AskReadAsync(portfolio));

        Assert.Equal(before.SystemUserId, (await World.SeenThroughAppAsync("pixel tests")).Single().SystemUserId);
        var newcomer = Assert.Single(await World.SeenThroughAppAsync("northwind newcomer"));
        Assert.Equal((await RecordsAsync("northwind newcomer")).Single(), newcomer.SystemUserId);
        Assert.NotNull((await World.SeenThroughAppAsync("Zapier old")).Single().GoneAt);
    }

    [FactOnOneDatabase]
    public async Task When_its_token_dies_the_app_alone_says_that_it_was_not_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(portfolio);
        await World.ChangeAsync(new { @do = "invalidateToken", token = World.SecondControlToken });

        var read = await World.DoneAsync(World.AskReadAsync(portfolio));

        Assert.Contains($"Not read through {app.Name}", read.Outcome, StringComparison.Ordinal);
        Assert.NotNull((await World.AppAsync()).NoAccessSince);
        await using var db = World.OpenDatabase();
        Assert.Equal(PortfolioState.Connected, (await db.Portfolios.SingleAsync()).State);
        Assert.All(await db.AppScopedSystemUsers.ToListAsync(), s => Assert.Null(s.GoneAt));
    }

    [FactOnOneDatabase]
    public async Task A_wrong_role_a_foreign_portfolio_and_a_foreign_system_user_are_refused()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AddAppAsync(portfolio);
        var contoso = await World.ConnectAsync("Contoso");
        var seen = (await World.SeenThroughAppAsync("user1")).Single();
        await using var db = World.OpenDatabase();
        var foreign = await db.SystemUsers.Where(s => s.PortfolioId == contoso).Select(s => s.Id).FirstAsync();

        Assert.IsType<NotFound>(Assert.Single((await World.JoinAsync(seen.Id, foreign)).Problems));
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.JoinAsync(seen.Id, null)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.JoinAsync(seen.Id, null)).Problems));
        Assert.Equal(seen.SystemUserId, (await World.SeenThroughAppAsync("user1")).Single().SystemUserId);
    }

    private Task<System.Text.Json.Nodes.JsonNode> MakeAsync(string name) =>
        World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name,
            }
        );

    private async Task<List<long>> RecordsAsync(string name)
    {
        await using var db = World.OpenDatabase();
        return await db.SystemUsers.Where(s => s.Name == name).OrderBy(s => s.Id).Select(s => s.Id).ToListAsync();
    }
}

public sealed class JoinSystemUserOnSqlite() : JoinSystemUserTests(DatabaseProvider.Sqlite);

public sealed class JoinSystemUserOnPostgres() : JoinSystemUserTests(DatabaseProvider.Postgres);
