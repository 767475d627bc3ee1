using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>Another name at Meta; everything else of the system user stays.</summary>
public abstract class RenameSystemUserTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Old = "user1";
    private const string New = "northwind pixel tests";

    public static TheoryData<string, bool> Deaths()
    {
        var deaths = new TheoryData<string, bool>();
        foreach (var step in RenameSystemUser.Plan)
        {
            deaths.Add(step, false);
            deaths.Add(step, true);
        }

        return deaths;
    }

    [Fact]
    public async Task It_is_called_so_at_Meta_and_in_the_record_and_its_history_says_since_when()
    {
        var systemUser = await FoundAsync();
        var tokens = World.Meta.LiveTokens(Old).Count;

        await World.DoneAsync(World.AskRenameAsync(systemUser.Id, $" {New} "));

        await AssertRenamedOnceAsync(systemUser.Id);
        Assert.Equal(tokens, World.Meta.LiveTokens(New).Count);
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
        await World.DoneAsync(World.AskReadAsync(systemUser.PortfolioId));
        await AssertRenamedOnceAsync(systemUser.Id);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("after", 1)]
    [Row("cut", 1)]
    [Row("hang", 2)]
    public async Task A_lost_answer_is_settled_by_looking_before_it_is_asked_again(string mode, int asked)
    {
        var systemUser = await FoundAsync();
        var id = World.Succeeds(await World.AskRenameAsync(systemUser.Id, New));
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", mode));

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(asked, World.Meta.Count("POST", "/system_users"));
        await AssertRenamedOnceAsync(systemUser.Id);
    }

    [FactOnOneDatabase]
    public async Task A_third_name_that_somebody_gave_it_meanwhile_is_left_alone()
    {
        var systemUser = await FoundAsync();
        var id = World.Succeeds(await World.AskRenameAsync(systemUser.Id, New));
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", "hang"));
        await World.RunAsync(id);
        await World.ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = Old,
                name = "somebody elses wish",
            }
        );

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("somebody elses wish", asking.Outcome, StringComparison.Ordinal);
        Assert.Single(World.Meta.Called("somebody elses wish"));
    }

    [Theory]
    [EachOnOneDatabase(nameof(Deaths))]
    [Trait("Id", "A01")]
    public async Task A_process_that_dies_is_followed_by_one_that_ends_it(string step, bool afterEffect)
    {
        var systemUser = await FoundAsync();
        var id = World.Succeeds(await World.AskRenameAsync(systemUser.Id, New));
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
        await AssertRenamedOnceAsync(systemUser.Id);
        await AuditProof.HoldsAsync(World);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("test", "has 5 to 60 characters")]
    [Row("user1", "at least two words")]
    [Row("Ads Sync", "already has a system user called")]
    public async Task A_name_that_says_nothing_or_is_taken_is_refused(string name, string words)
    {
        var systemUser = await FoundAsync();

        var problem = Assert.Single((await World.AskRenameAsync(systemUser.Id, name)).Problems);

        Assert.Equal("Name", problem.Field);
        Assert.Contains(words, problem.Sentence, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_name_that_is_being_made_or_was_taken_at_Meta_meanwhile_is_refused()
    {
        var systemUser = await FoundAsync();
        var making = World.Succeeds(await World.AskCreateAsync(World.CreateForm(systemUser.PortfolioId, New)));
        Assert.IsType<NameBeingMade>(Assert.Single((await World.AskRenameAsync(systemUser.Id, New)).Problems));
        await World.RunToEndAsync(making);

        var id = World.Succeeds(await World.AskRenameAsync(systemUser.Id, "northwind pixel checks"));
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = "Northwind pixel checks",
            }
        );
        var refused = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, refused.State);
        Assert.Contains("Nothing was renamed", refused.Outcome, StringComparison.Ordinal);
        Assert.Single(World.Meta.Called(Old));
    }

    [FactOnOneDatabase]
    public async Task A_found_one_is_not_renamed_before_somebody_answers_for_it()
    {
        var systemUser = await FoundAsync();

        var refused = await World.AskRenameAsync(systemUser.Id, New, AdoptionRequest.None);
        Assert.Equal(["Owner", "Purpose"], refused.Problems.Select(p => p.Field));
        Assert.Equal(0, World.Meta.Count("POST", "/system_users"));

        await World.DoneAsync(World.AskRenameAsync(systemUser.Id, New));
        var adopted = await World.SystemUserAsync(New);
        Assert.True(adopted.IsOurs);
        Assert.Equal(World.Adoption.Purpose, adopted.Purpose);
        await World.DoneAsync(World.AskRenameAsync(systemUser.Id, "northwind pixel checks", AdoptionRequest.None));
    }

    [FactOnOneDatabase]
    public async Task A_wrong_role_a_foreign_portfolio_observe_only_and_the_control_one_are_refused()
    {
        var systemUser = await FoundAsync();
        var contoso = await World.ConnectAsync("Contoso");
        await using var db = World.OpenDatabase();
        var control = await db.Tokens.SingleAsync(t => t.PortfolioId == systemUser.PortfolioId);
        Assert.IsType<ControlSystemUserProtected>(
            Assert.Single((await World.AskRenameAsync(control.SystemUserId, New)).Problems)
        );
        await World.SetModeAsync(systemUser.PortfolioId, PortfolioMode.ObserveOnly);
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await World.AskRenameAsync(systemUser.Id, New)).Problems));
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskRenameAsync(systemUser.Id, New)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.AskRenameAsync(systemUser.Id, New)).Problems));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row(RenameSystemUser.CheckRights)]
    [Row(RenameSystemUser.SeeNameIsFree)]
    public async Task Switched_to_observe_only_meanwhile_it_fails_and_the_name_stays(string? after)
    {
        var systemUser = await FoundAsync();
        var id = World.Succeeds(await World.AskRenameAsync(systemUser.Id, New));
        if (after is not null)
            await World.Worker.RunUntilAsync(id, after);
        await World.SetModeAsync(systemUser.PortfolioId, PortfolioMode.ObserveOnly);

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("Observe only", ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes());
        Assert.Single(World.Meta.Called(Old));
        Assert.Equal(Old, (await World.SystemUserAsync(Old)).Name);
        // The name is free again.
        await World.SetModeAsync(systemUser.PortfolioId, PortfolioMode.ObserveAndAct);
        await World.DoneAsync(World.AskRenameAsync(systemUser.Id, New));
    }

    private async Task<SystemUser> FoundAsync()
    {
        await World.ConnectAsync("Northwind");
        return await World.SystemUserAsync(Old);
    }

    private async Task AssertRenamedOnceAsync(long id)
    {
        Assert.Empty(World.Meta.Called(Old));
        Assert.Single(World.Meta.Called(New));
        await using var db = World.OpenDatabase();
        var record = await db.SystemUsers.SingleAsync(s => s.Id == id);
        Assert.Equal((New, SortKey.Of(New)), (record.Name, record.NameKey));
        var versions = await db.SystemUserVersions.Where(v => v.SystemUserId == id).OrderBy(v => v.Id).ToListAsync();
        // Found, adopted, renamed.
        Assert.Equal([Old, Old, New], versions.Select(v => v.Name));
        Assert.Equal((versions[2].ValidFrom, null), (versions[1].ValidTo!.Value, versions[2].ValidTo));
    }
}

public sealed class RenameSystemUserOnSqlite() : RenameSystemUserTests(DatabaseProvider.Sqlite);

public sealed class RenameSystemUserOnPostgres() : RenameSystemUserTests(DatabaseProvider.Postgres);
