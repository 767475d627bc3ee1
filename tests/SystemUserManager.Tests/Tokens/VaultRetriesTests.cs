using System.Text.Json;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Tokens;

/// <summary>However a vault says how long to wait: nobody sits through it, the operation waits instead.</summary>
public sealed class VaultRetriesTests : IAsyncLifetime
{
    // What sits through it would sit for years.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(DatabaseProvider.Sqlite);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("86400")]
    [InlineData("Wed, 01 Jan 2048 00:00:00 GMT")]
    [Trait("Id", "D03")]
    public async Task A_read_whose_vault_asks_for_more_than_a_request_may_take_is_tried_later(string retryAfter)
    {
        var portfolio = await _world.ConnectAsync("Northwind");
        var id = World.Succeeds(await _world.AskReadAsync(portfolio));
        _world.Fault(
            Faults.Down("vault", "GET", "/secrets/northwind-control-token", 429) with
            {
                RetryAfter = JsonSerializer.SerializeToElement(retryAfter),
            }
        );

        var waiting = await _world.RunAsync(id).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(OperationState.Waiting, waiting.State);
        Assert.Contains("The vault doesn't answer", waiting.Outcome, StringComparison.Ordinal);
        _world.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, (await _world.RunToEndAsync(id)).State);
    }
}
