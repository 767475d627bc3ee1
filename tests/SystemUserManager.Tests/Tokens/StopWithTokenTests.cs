using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>The host is asked to stop while a token is in the hand that the vault doesn't take.</summary>
public abstract class StopWithTokenTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task A_worker_that_is_asked_to_stop_ends_a_token_that_the_vault_does_not_take_instead_of_trying_on()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var first = await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        var mark = World.Mark();
        using var stopping = new CancellationTokenSource();
        World.Worker.Steps.Before = name =>
            name == IssueToken.GenerateAndStage ? stopping.CancelAsync() : Task.CompletedTask;

        await World.Worker.RunAsync(id, stopping.Token);

        // Written once, looked for, and then ended with its value: nobody has to be asked about an orphan.
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens", mark));
        Assert.Single(World.Vault.Changes(mark));
        Assert.Equal(first.ValueSha256, VaultView.Sha256(Assert.Single(World.Meta.LiveTokens(Name)).Value));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
        var ended = await World.OperationAsync(id);
        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("revoked at once", ended.Outcome, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_worker_that_is_asked_to_stop_keeps_a_token_that_the_vault_takes()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        using var stopping = new CancellationTokenSource();
        World.Worker.Steps.Before = name =>
            name == IssueToken.GenerateAndStage ? stopping.CancelAsync() : Task.CompletedTask;

        await World.Worker.RunAsync(id, stopping.Token);

        Assert.Equal(
            (OperationState.Waiting, StepState.Done),
            (
                (await World.OperationAsync(id)).State,
                (await World.OperationAsync(id)).Steps.Single(s => s.Name == IssueToken.GenerateAndStage).State
            )
        );
        World.StartProcess();
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
        Assert.Single(World.Meta.EveryToken(Name));
    }
}

public sealed class StopWithTokenOnSqlite() : StopWithTokenTests(DatabaseProvider.Sqlite);

public sealed class StopWithTokenOnPostgres() : StopWithTokenTests(DatabaseProvider.Postgres);
