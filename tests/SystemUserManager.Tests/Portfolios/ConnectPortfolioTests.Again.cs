using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Portfolios;

/// <content>What is refused when asked, and asking again.</content>
public abstract partial class ConnectPortfolioTests
{
    [FactOnOneDatabase]
    public async Task What_was_refused_can_be_mended_and_tried_again()
    {
        await World.ChangeVaultAsync(new { change = "deny", permission = "get" });
        var id = World.Succeeds(await AskAsync(World.ConnectForm("Northwind")));
        await World.RunToEndAsync(id);
        await World.ChangeVaultAsync(new { change = "allow" });

        var operation = await World.DecideAndRunAsync(id, OperationChoice.TryAgain);

        Assert.True(operation.State == OperationState.Done, operation.Outcome);
    }

    [FactOnOneDatabase]
    public async Task Asking_again_with_other_values_ends_the_first_try_and_connects()
    {
        var first = World.Succeeds(
            await AskAsync(World.ConnectForm("Northwind") with { ControlTokenSecret = "no-such-secret" })
        );
        await World.RunToEndAsync(first);

        var id = await World.ConnectAsync("Northwind");

        Assert.Equal(OperationState.Failed, (await World.OperationAsync(first)).State);
        await using var db = World.OpenDatabase();
        Assert.Equal(id, (await db.Portfolios.SingleAsync()).Id);
    }

    [FactOnOneDatabase]
    public async Task The_same_form_sent_eight_times_at_once_is_one_operation_that_waits_for_a_worker()
    {
        var form = World.ConnectForm("Northwind");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskAsync(form))));

        var id = Assert.Single(answers.Select(World.Succeeds).Distinct());
        await using var db = World.OpenDatabase();
        Assert.Equal(OperationState.Waiting, (await db.Operations.SingleAsync()).State);
        Assert.Equal(PortfolioState.Connecting, (await db.Portfolios.SingleAsync()).State);
        var ended = await World.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("northwind-control-token")]
    [Row("northwind-app-secret")]
    public async Task A_secret_that_ends_with_a_line_break_is_named_and_its_value_kept_nowhere(string secret)
    {
        var value = "EAAputIntoTheVaultFromAnEditor0123456789";
        await PlantAsync(secret, $"{value}\n");

        var outcome = await StopsAsync(
            World.ConnectForm("Northwind"),
            ConnectPortfolio.ReadSecrets,
            $"\"{secret}\" holds a space or a line break"
        );

        Assert.Contains("Put it there again without", outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Requests());
        Assert.DoesNotContain(await Everything.InAsync(World), row => row.Contains(value, StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task A_connected_portfolio_is_not_connected_twice()
    {
        await World.ConnectAsync("Northwind");

        var again = await AskAsync(World.ConnectForm("Northwind"));

        Assert.IsType<PortfolioAlreadyConnected>(Assert.Single(again.Problems));
    }

    [FactOnOneDatabase]
    public async Task A_token_typed_where_its_name_belongs_is_refused_and_kept_nowhere()
    {
        var token = "EAAGm0PX4ZCpsBAKZA1234567890abcdef";

        var refused = await AskAsync(World.ConnectForm("Northwind") with { ControlTokenSecret = token });

        Assert.Contains("looks like a token", Assert.Single(refused.Problems).Sentence, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        Assert.Empty(await db.Portfolios.ToListAsync());
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_of_all_portfolios_connects_one()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AsAdministrator(portfolio);

        Assert.IsType<NotAllowed>(Assert.Single((await AskAsync(World.ConnectForm("Contoso"))).Problems));
    }
}
