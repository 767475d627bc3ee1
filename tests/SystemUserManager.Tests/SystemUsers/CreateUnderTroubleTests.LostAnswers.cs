using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <content>Answers that never came: whether it happened is settled by looking.</content>
public abstract partial class CreateUnderTroubleTests
{
    [Theory]
    [InlineData("after")]
    [InlineData("cut")]
    [Trait("Id", "B01")]
    public async Task A_creation_whose_answer_was_lost_is_checked_and_the_one_made_is_taken(string mode)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", mode));

        var checking = await World.RunAsync(id);
        Assert.Equal(OperationState.Waiting, checking.State);
        Assert.Contains("Checking", checking.Outcome, StringComparison.Ordinal);
        Assert.Null(checking.SystemUserId);
        var ended = await World.RunToEndAsync(id);

        AssertMadeOnce(ended);
        Assert.Equal(
            World.Meta.Called(Name).Single().AppScopedIds.Values.Single(),
            (await World.SystemUserAsync(Name)).GraphId
        );
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
    }

    [FactOnOneDatabase]
    public async Task A_creation_that_never_reached_Meta_is_sent_again_after_looking()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users", "hang"));

        AssertMadeOnce(await World.RunToEndAsync(id));
        Assert.Equal(2, World.Meta.Count("POST", "/system_users"));
    }

    [Fact]
    [Trait("Id", "B03")]
    public async Task An_installation_whose_answer_was_lost_goes_on_with_the_app_installed_once()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/applications"));

        var ended = await World.RunToEndAsync(id);

        AssertMadeOnce(ended);
        Assert.Equal(World.Meta.Business("Northwind").ClaimedApps, World.Meta.Called(Name).Single().InstalledApps);
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("after")]
    [Row("hang")]
    public async Task An_assignment_whose_answer_was_lost_is_asked_for_again(string mode)
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/assigned_users", mode));

        AssertMadeOnce(await World.RunToEndAsync(id));
    }

    [FactOnOneDatabase]
    public async Task Assignments_that_are_never_answered_ask_a_person_in_the_end()
    {
        var id = await AskedAsync();
        World.Fault(Faults.Lost("graph", "POST", "/*/assigned_users", "hang", times: null));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("0 of 2 assigned; Meta still doesn't answer", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(
            new OperationOptions().TriesBeforeAttention,
            asking.Steps.Single(s => s.Name == CreateSystemUser.AssignAssets).Attempts
        );
        World.Sandbox.Faults.Clear();
        AssertMadeOnce(await World.DecideAndRunAsync(id, OperationChoice.TryAgain));
    }

    [Fact]
    [Trait("Id", "B04")]
    public async Task Of_nine_assets_one_unheard_and_one_refused_the_others_are_assigned_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var accounts = World
            .Meta.Read(state => state.Assets.All.Where(a => a.Kind == Sandbox.State.AssetKind.AdAccount).ToList())
            .Where(a => a.OwnerId == World.Meta.Business("Northwind").Id)
            .Take(9)
            .ToList();
        var grants = new List<AskedGrant>();
        foreach (var account in accounts)
            grants.Add(await World.GrantOnAsync(account.Name, "ANALYZE"));
        var (fifth, seventh) = (accounts[4], accounts[6]);
        World.Fault(Faults.Lost("graph", "POST", $"/{fifth.Id}/assigned_users", "hang"));
        World.Fault(Faults.Refused("POST", $"/{seventh.Id}/assigned_users", 200, 403, times: null));
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, [.. grants])));

        var checking = await World.RunAsync(id);
        Assert.Contains("7 of 9 assigned", checking.Outcome, StringComparison.Ordinal);
        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("8 of 9 assigned. Meta refused 1", asking.Outcome, StringComparison.Ordinal);
        Assert.Contains($"{seventh.Name}: (#200) Injected fault", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(
            accounts.Except([seventh]).Select(a => a.Name).Order(StringComparer.Ordinal),
            World.Meta.Grants(Name).Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(
            accounts.Except([fifth, seventh]),
            a => Assert.Equal(1, World.Meta.Count("POST", $"/{a.Id}/assigned_users"))
        );
        Assert.Empty(World.Meta.EveryToken(Name));
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

    [FactOnOneDatabase]
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

    [FactOnOneDatabase]
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
        var possible = await World.TokenOfAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal((OperationState.Waiting, TokenState.Issuing), (unknown.State, possible.State));
        Assert.Equal(StepState.Unknown, unknown.Steps.Single(s => s.Name == IssueToken.GenerateAndStage).State);
        Assert.Equal(2, World.Meta.EveryToken(Name).Count);
        Assert.Equal(
            ["POST", "DELETE", "POST"],
            World
                .Meta.Changes()
                .Where(l => l.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
                .Select(l => l.Method)
        );
        AssertMadeOnce(ended, tokensMade: 2);
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
