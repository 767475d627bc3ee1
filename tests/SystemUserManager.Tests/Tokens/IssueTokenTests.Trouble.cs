using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <content>Lost answers and deaths: what others use is never ended, and what may be alive is never forgotten.</content>
public abstract partial class IssueTokenTests
{
    public static TheoryData<string, bool> Deaths()
    {
        var deaths = new TheoryData<string, bool>();
        foreach (var step in IssueToken.Plan)
        {
            deaths.Add(step, false);
            deaths.Add(step, true);
        }

        return deaths;
    }

    [Theory]
    [InlineData("after")]
    [InlineData("cut")]
    [InlineData("hang")]
    [Trait("Id", "B05")]
    public async Task An_unheard_token_beside_another_kills_nothing_and_is_named_with_its_date(string mode)
    {
        var first = await MadeAsync();
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens", mode));
        var mark = World.Mark();

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("other tokens of this system user are in use", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal([OperationChoice.RevokeAll, OperationChoice.StopHere], asking.OpenChoices());
        await AssertNamedAndNothingEndedAsync(id, mark, Name, alive: mode == "hang" ? 1 : 2);
        Assert.Equal(TokenState.Active, (await World.TokenAsync(first.Id)).State);
        Assert.Single(World.Vault.Enabled(first.SecretName));
    }

    [Fact]
    [Trait("Id", "B05")]
    public async Task An_unheard_token_of_a_found_one_kills_nothing_although_no_other_is_known()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var live = World.Meta.LiveTokens(Found).Count;
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(found.Id, World.Adoption)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));
        var mark = World.Mark();

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("it wasn't made here", asking.Outcome, StringComparison.Ordinal);
        await AssertNamedAndNothingEndedAsync(id, mark, Found, live + 1);
    }

    [Theory]
    [InlineData("after")]
    [InlineData("hang")]
    [Trait("Id", "B05")]
    public async Task An_unheard_token_with_no_other_ends_with_exactly_one_live(string mode)
    {
        var first = await MadeAsync();
        await World.DoneAsync(World.AskRevokeAsync(first.Id));
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens", mode));

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        var live = Assert.Single(World.Meta.LiveTokens(Name));
        var token = await World.TokenOfAsync(id);
        Assert.Equal((TokenState.Active, VaultView.Sha256(live.Value)), (token.State, token.ValueSha256));
        Assert.Equal(token.SecretVersion, Assert.Single(World.Vault.Enabled(token.SecretName)).Version);
    }

    [Fact]
    [Trait("Id", "B05")]
    public async Task One_whose_token_was_registered_is_never_cleaned_up_by_ending_all_even_when_that_one_is_dead()
    {
        var first = await MadeAsync();
        await World.PlantAsync(
            "made-by-hand",
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    systemUser = Name,
                    scopes = new[] { "ads_read" },
                }
            )
        );
        var registered = await World.DoneAsync(World.AskRegisterAsync(first.SystemUserId, "made-by-hand"));
        await World.DoneAsync(World.AskRevokeAsync(registered.TokenId!.Value));
        await World.DoneAsync(World.AskRevokeAsync(first.Id));
        var byHand = await World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                systemUser = Name,
                scopes = new[] { "ads_read" },
            }
        );
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains(World.Meta.LiveTokens(Name), t => t.Value == byHand);
    }

    [FactOnOneDatabase]
    public async Task After_an_orphan_was_left_another_can_be_issued_and_the_orphans_date_stays()
    {
        var first = await MadeAsync();
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));
        await World.RunToEndAsync(id);
        await World.DecideAndRunAsync(id, OperationChoice.StopHere);

        var second = await IssuedAsync(first.SystemUserId);

        Assert.Equal(TokenState.Active, second.State);
        var orphan = await World.TokenOfAsync(id);
        Assert.Equal(TokenState.Orphan, orphan.State);
        Assert.NotNull(orphan.DiesBy);
        Assert.Equal(3, World.Meta.LiveTokens(Name).Count);
    }

    [FactOnOneDatabase]
    public async Task A_staged_copy_by_which_another_token_can_still_be_ended_stays()
    {
        var first = await MadeAsync();
        var stopped = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.Worker.RunUntilAsync(stopped, IssueToken.GenerateAndStage);
        World.Fault(Faults.Refused("GET", "/debug_token", 200, 403));
        await World.RunToEndAsync(stopped);
        await World.DecideAndRunAsync(stopped, OperationChoice.StopHere);
        var orphan = await World.TokenOfAsync(stopped);
        Assert.Equal(TokenState.Orphan, orphan.State);

        await IssuedAsync(first.SystemUserId);

        var staged = Assert.Single(World.Vault.Enabled(SecretName.Pending(first.SecretName)));
        Assert.Equal(orphan.ValueSha256, staged.ValueSha256);
    }

    [Theory]
    [EachOnOneDatabase(nameof(Deaths))]
    [Trait("Id", "A01")]
    public async Task A_process_that_dies_leaves_the_others_alive_and_every_token_known(string step, bool afterEffect)
    {
        var first = await MadeAsync();
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        var token = await World.TokenOfAsync(id);
        Assert.Contains(World.Meta.LiveTokens(Name), t => VaultView.Sha256(t.Value) == first.ValueSha256);
        Assert.Contains(World.Vault.Enabled(first.SecretName), v => v.Version == first.SecretVersion);
        if (step == IssueToken.GenerateAndStage && !afterEffect)
        {
            // Written down as begun: nobody can tell that Meta was never asked.
            Assert.Equal((OperationState.NeedsAttention, TokenState.Orphan), (ended.State, token.State));
            Assert.Single(World.Meta.LiveTokens(Name));
            return;
        }

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(2, World.Meta.LiveTokens(Name).Count);
        Assert.Equal(2, World.Vault.Enabled(first.SecretName).Count);
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(first.SecretName)));
        Assert.Equal(TokenState.Active, token.State);
        await AuditProof.HoldsAsync(World);
    }

    private async Task AssertNamedAndNothingEndedAsync(long id, long mark, string name, int alive)
    {
        Assert.DoesNotContain(
            World.Meta.Changes(mark),
            c => c.Method == "DELETE" || c.Path.EndsWith("/oauth/revoke", StringComparison.Ordinal)
        );
        Assert.Equal(alive, World.Meta.LiveTokens(name).Count);
        var orphan = await World.TokenOfAsync(id);
        Assert.Equal(TokenState.Orphan, orphan.State);
        Assert.NotNull(orphan.DiesBy);
        await World.ReconcileAsync();
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        Assert.Equal(orphan.Id, finding.TokenId);
        Assert.Contains($"{orphan.DiesBy:yyyy-MM-dd}", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(alive, World.Meta.LiveTokens(name).Count);
    }
}
