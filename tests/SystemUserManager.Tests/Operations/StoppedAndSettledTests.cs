using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <summary>Work that is stopped in the middle, by a revoke, by a person or by a switch: nothing more happens, and no token stays in between.</summary>
public abstract class StoppedAndSettledTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task A_generation_that_was_not_heard_of_is_not_repeated_after_all_tokens_were_revoked()
    {
        var create = await AskedAsync();
        Result<long>? asked = null;
        World.Worker.Steps.Before = async step =>
        {
            if (step == IssueToken.GenerateAndStage && asked is null)
                asked = await World.AskRevokeAllAsync((await World.SystemUserAsync(Name)).Id);
        };
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));

        await World.RunAsync(create);
        Assert.Single(World.Meta.LiveTokens(Name));
        var revoked = await World.RunToEndAsync(World.Succeeds(asked!));
        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        var stopped = await World.RunToEndAsync(create);

        Assert.Equal(OperationState.Failed, stopped.State);
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(create)).State);
    }

    [FactOnOneDatabase]
    public async Task A_creation_that_is_ended_with_a_staged_token_leaves_an_orphan_that_revoke_all_ends()
    {
        var create = await AskedAsync();
        await World.Worker.RunUntilAsync(create, IssueToken.GenerateAndStage);
        World.Fault(Faults.Down("graph", "GET", "/debug_token", 500));
        var asking = await World.RunToEndAsync(create);
        Assert.Equal(OperationState.NeedsAttention, asking.State);

        await World.DecideAndRunAsync(create, OperationChoice.StopHere);

        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(create)).State);
        Assert.Single(World.Meta.LiveTokens(Name));
        World.Sandbox.Faults.Clear();

        var revoked = await World.RunToEndAsync(
            World.Succeeds(await World.AskRevokeAllAsync((await World.SystemUserAsync(Name)).Id))
        );

        Assert.True(revoked.State == OperationState.Done, revoked.Outcome);
        Assert.Empty(World.Meta.LiveTokens(Name));
        var token = await World.TokenOfAsync(create);
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
    }

    [FactOnOneDatabase]
    public async Task A_creation_that_is_ended_before_a_token_was_made_leaves_none()
    {
        var create = await AskedAsync();
        await World.Worker.RunUntilAsync(create, IssueToken.ReserveInVault);
        World.Fault(Faults.Refused("POST", "/*/access_tokens", 200, 403));
        await World.RunToEndAsync(create);
        World.Sandbox.Faults.Clear();

        await World.DecideAndRunAsync(create, OperationChoice.StopHere);

        Assert.Empty(World.Meta.EveryToken(Name));
        Assert.NotEqual(TokenState.Issuing, (await World.TokenOfAsync(create)).State);
    }

    [FactOnOneDatabase]
    public async Task A_revoke_that_is_ended_leaves_the_token_as_it_was_and_it_can_be_revoked_later()
    {
        var create = await AskedAsync();
        await World.RunToEndAsync(create);
        var token = await World.TokenOfAsync(create);
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));
        var revoke = World.Succeeds(await World.AskRevokeAsync(token.Id));
        var asking = await World.RunToEndAsync(revoke);
        Assert.Equal(OperationState.NeedsAttention, asking.State);

        await World.DecideAndRunAsync(revoke, OperationChoice.StopHere);

        Assert.Equal(TokenState.Active, (await World.TokenOfAsync(create)).State);
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Single(World.Vault.Enabled(token.SecretName));
        World.Sandbox.Faults.Clear();

        var again = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));

        Assert.True(again.State == OperationState.Done, again.Outcome);
        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(create)).State);
    }

    [FactOnOneDatabase]
    public async Task Switched_to_observe_only_while_it_runs_it_stops_at_the_next_step()
    {
        var create = await AskedAsync();
        World.Worker.Steps.After = async step =>
        {
            if (step == CreateSystemUser.InstallApp)
                await World.SetModeAsync(
                    (await World.OperationAsync(create)).PortfolioId!.Value,
                    PortfolioMode.ObserveOnly
                );
        };

        var stopped = await World.RunToEndAsync(create);

        Assert.Equal(OperationState.Failed, stopped.State);
        Assert.Contains("Observe only", stopped.Outcome, StringComparison.Ordinal);
        Assert.Equal(CreateSystemUser.AssignAssets, stopped.Steps.Single(s => s.State == StepState.Failed).Name);
        Assert.EndsWith("/applications", World.Meta.Changes()[^1].Path, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Grants(Name));
        Assert.Empty(World.Vault.Changes());
    }

    private async Task<long> AskedAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var grant = await World.GrantOnAsync("Northwind DE Performance", "ANALYZE");
        return World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, grant)));
    }
}

public sealed class StoppedAndSettledOnSqlite() : StoppedAndSettledTests(DatabaseProvider.Sqlite);

public sealed class StoppedAndSettledOnPostgres() : StoppedAndSettledTests(DatabaseProvider.Postgres);
