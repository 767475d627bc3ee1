using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

public abstract class RevokeAllTokensTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task All_tokens_of_a_found_system_user_are_ended_although_none_is_known_here()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync("user1");
        Assert.Equal(2, World.Meta.LiveTokens("user1").Count);

        var ended = await RevokedAllAsync(found.Id);

        Assert.Empty(World.Meta.LiveTokens("user1"));
        Assert.Contains("No token is known here", ended.Outcome, StringComparison.Ordinal);
        Assert.Equal(StepState.Skipped, ended.Steps.Single(s => s.Name == RevokeAllTokens.DisableInVault).State);
    }

    [Fact]
    public async Task A_known_token_is_proved_dead_and_disabled_with_the_others()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var created = await World.CreateAsync(World.CreateForm(portfolio, Name));
        await MakeTokenAsync();
        var token = await World.TokenOfAsync(created.Id);

        await RevokedAllAsync(token.SystemUserId);

        Assert.Equal(2, World.Meta.EveryToken(Name).Count);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Enabled(token.SecretName));
        var after = await World.TokenOfAsync(created.Id);
        Assert.Equal(TokenState.Revoked, after.State);
        Assert.StartsWith("Meta says that it is invalid", after.RevocationProof, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_while_a_creation_runs_it_stops_that_after_its_step_and_cleans_up()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        Result<long>? asked = null;
        World.Worker.Steps.After = async step =>
        {
            if (step == IssueToken.ProveStaged)
                asked = await World.AskRevokeAllAsync((await World.SystemUserAsync(Name)).Id);
        };

        await World.RunAsync(create);
        var ended = await World.RunToEndAsync(World.Succeeds(asked!));

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        var stopped = await World.OperationAsync(create);
        Assert.Equal(OperationState.Failed, stopped.State);
        Assert.Contains("because a revoke was asked for", stopped.Outcome, StringComparison.Ordinal);
        var token = await World.TokenOfAsync(create);
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.Single(World.Meta.EveryToken(Name));
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Versions(token.SecretName));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
    }

    [Fact]
    public async Task A_revoke_that_is_asked_for_while_a_creation_runs_waits_until_it_stopped()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        OperationState? meanwhile = null;
        World.Worker.Steps.After = async step =>
        {
            if (step != IssueToken.ReserveInVault)
                return;
            var revoke = World.Succeeds(await World.AskRevokeAllAsync((await World.SystemUserAsync(Name)).Id));
            meanwhile = (await World.RunAsync(revoke)).State;
        };

        // The reservation's row is the creation's own: only what it has saved is seen by others.
        await World.RunAsync(create);

        Assert.Equal(OperationState.Waiting, meanwhile);
    }

    [Fact]
    public async Task Asked_while_a_creation_waits_it_ends_that_at_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));
        await World.RunAsync(create);
        Assert.Single(World.Meta.LiveTokens(Name));

        await RevokedAllAsync((await World.SystemUserAsync(Name)).Id);

        Assert.Equal(OperationState.Failed, (await World.OperationAsync(create)).State);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(create)).State);
        await World.Worker.RunAsync(create);
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    [Fact]
    public async Task A_token_that_Meta_makes_after_the_connection_broke_is_ended_with_the_others()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens", "hang"));
        Assert.Equal(OperationState.Waiting, (await World.RunAsync(create)).State);
        var revoke = World.Succeeds(await World.AskRevokeAllAsync((await World.SystemUserAsync(Name)).Id));

        var waits = await World.RunAsync(revoke);
        await MakeTokenAsync();
        var ended = await World.RunToEndAsync(revoke);

        Assert.Equal(OperationState.Waiting, waits.State);
        Assert.Contains("all are ended once more", waits.Outcome, StringComparison.Ordinal);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(2, World.Meta.Count("DELETE", "/access_tokens"));
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    [Fact]
    public async Task What_no_person_asked_for_ends_nothing_once_another_token_is_in_use()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        await World.Worker.RunUntilAsync(create, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));
        await World.RunToEndAsync(create);
        World.Sandbox.Faults.Clear();
        await World.Worker.Get<Reconciler>().RunAsync(default);
        var orphan = await World.TokenOfAsync(create);
        Assert.Equal(TokenState.Orphan, orphan.State);
        await World.PlantAsync("team-copy", await MakeTokenAsync());
        await World.DoneAsync(World.AskRegisterAsync(orphan.SystemUserId, "team-copy", World.Adoption));

        await World.ReconcileAsync();

        await using var db = World.OpenDatabase();
        var byItself = await db.Operations.SingleAsync(o => o.Kind == OperationKind.RevokeAllTokens);
        Assert.Equal((OperationState.Failed, null), (byItself.State, byItself.AskedById));
        Assert.Contains("nothing was revoked", byItself.Outcome, StringComparison.Ordinal);
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens"));
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(create)).State);
    }

    [Fact]
    public async Task While_Meta_refuses_nothing_is_called_revoked()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync("user1");
        World.Fault(Faults.Down("graph", "DELETE", "/*/access_tokens", 500));
        var id = World.Succeeds(await World.AskRevokeAllAsync(found.Id));

        var asking = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Equal(2, World.Meta.LiveTokens("user1").Count);
        World.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, (await World.DecideAndRunAsync(id, OperationChoice.TryAgain)).State);
        Assert.Empty(World.Meta.LiveTokens("user1"));
    }

    [Fact]
    public async Task A_second_one_is_shown_the_way_to_the_first()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync("user1");
        var first = World.Succeeds(await World.AskRevokeAllAsync(found.Id));

        var second = Assert.IsType<RevokeUnderWay>(Assert.Single((await World.AskRevokeAllAsync(found.Id)).Problems));

        Assert.Equal($"/Operations/{first}", second.Link);
    }

    /// <summary>
    /// Whether it happened can't be seen: Meta lists no tokens, and what is known here may have died by itself. So it is
    /// asked again in a run of its own, which ends what somebody made meanwhile too.
    /// </summary>
    [Theory]
    [RowsOnOneDatabase]
    [Row("after", 0)]
    [Row("cut", 0)]
    [Row("hang", 2)]
    public async Task After_a_lost_answer_nothing_is_called_revoked_until_Meta_confirmed_it(string mode, int alive)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var created = await World.CreateAsync(World.CreateForm(portfolio, Name));
        var token = await World.TokenOfAsync(created.Id);
        await MakeTokenAsync();
        var id = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));
        World.Fault(Faults.Lost("graph", "DELETE", "/*/access_tokens", mode));
        var mark = World.Mark();

        Assert.Equal(OperationState.Waiting, (await World.RunAsync(id)).State);
        Assert.Equal(alive, World.Meta.LiveTokens(Name).Count);
        Assert.Equal(TokenState.Revoking, (await World.TokenOfAsync(created.Id)).State);
        Assert.Single(World.Meta.Changes(mark));
        await MakeTokenAsync();
        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(["DELETE", "DELETE"], World.Meta.Changes(mark).Select(c => c.Method));
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Empty(World.Vault.Enabled(token.SecretName));
        var after = await World.TokenOfAsync(created.Id);
        Assert.Equal(TokenState.Revoked, after.State);
        Assert.StartsWith("Meta says that it is invalid", after.RevocationProof, StringComparison.Ordinal);
        await AuditProof.HoldsAsync(World);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row(RevokeAllTokens.ReadFromVault)]
    public async Task Switched_to_observe_only_meanwhile_it_fails_and_nothing_is_changed(string? after)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var created = await World.CreateAsync(World.CreateForm(portfolio, Name));
        var token = await World.TokenOfAsync(created.Id);
        var id = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));
        if (after is not null)
            await World.Worker.RunUntilAsync(id, after);
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("Observe only", ended.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.NotEqual(TokenState.Revoked, (await World.TokenOfAsync(created.Id)).State);

        await World.SetModeAsync(portfolio, PortfolioMode.ObserveAndAct);
        await RevokedAllAsync(token.SystemUserId);
        Assert.Empty(World.Meta.LiveTokens(Name));
    }

    private Task<string> MakeTokenAsync() =>
        World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                systemUser = Name,
                scopes = new[] { "ads_read" },
            }
        );

    private async Task<Operation> RevokedAllAsync(long systemUserId)
    {
        var ended = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAllAsync(systemUserId)));
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        return ended;
    }
}

public sealed class RevokeAllTokensOnSqlite() : RevokeAllTokensTests(DatabaseProvider.Sqlite);

public sealed class RevokeAllTokensOnPostgres() : RevokeAllTokensTests(DatabaseProvider.Postgres);
