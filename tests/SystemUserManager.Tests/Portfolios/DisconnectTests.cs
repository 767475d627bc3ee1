using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Sandbox.State;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Portfolios;

public abstract class DisconnectTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task What_is_to_be_revoked_is_dead_before_and_nothing_is_read_or_done_afterwards()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var made = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        var waiting = World.Succeeds(await World.AskReadAsync(portfolio));

        var asked = World.Succeeds(
            await World.AskDisconnectAsync(
                portfolio,
                new LiveTokenAnswer(made.SystemUserId!.Value, LiveTokenChoice.Revoke, null)
            )
        );
        // Asked again while it isn't done: the same one.
        Assert.Equal(asked, World.Succeeds(await World.AskDisconnectAsync(portfolio)));
        Assert.Equal(OperationState.Waiting, (await World.RunAsync(asked)).State);
        Assert.Equal(PortfolioState.Connected, (await World.PortfolioAsync(portfolio)).State);
        await RunRevokesAsync();
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(made.Id)).State);

        var done = await World.RunToEndAsync(asked);

        Assert.Equal(
            (
                OperationState.Done,
                "Disconnected. Nothing is read or done there any more. 1 live token is still known there."
            ),
            (done.State, done.Outcome)
        );
        var now = await World.PortfolioAsync(portfolio);
        Assert.Equal((PortfolioState.Disconnected, World.Clock.GetUtcNow()), (now.State, now.DisconnectedAt));
        Assert.StartsWith("Administrator", now.DisconnectedByName, StringComparison.Ordinal);
        var stopped = await World.OperationAsync(waiting);
        Assert.Equal(OperationState.Failed, stopped.State);
        Assert.StartsWith(
            "Stopped, because Northwind Retail was disconnected.",
            stopped.Outcome,
            StringComparison.Ordinal
        );
        var row = (await AuditProof.HoldsAsync(World)).Single(e => e.Action == "Disconnect portfolio");
        Assert.Equal("State: Connected", row.Before);
        Assert.Contains("northwind ads reporting: to be revoked", row.After, StringComparison.Ordinal);
        Assert.Contains("kept: The client's own", row.After, StringComparison.Ordinal);
        await NothingHappensAnyMoreAsync(portfolio);
        await IsRefusedAsync(portfolio, made.SystemUserId.Value);

        // And connected again it is the same record.
        var again = World.ConnectForm("Northwind");
        var connected = await World.RunToEndAsync(
            World.Succeeds(await World.AsksAsync((ConnectPortfolio act) => act.AskAsync(again, default)))
        );
        Assert.True(connected.State == OperationState.Done, connected.Outcome);
        now = await World.PortfolioAsync(portfolio);
        Assert.Equal((PortfolioState.Connected, (DateTimeOffset?)null), (now.State, now.DisconnectedAt));
        Assert.Equal(made.SystemUserId, (await World.SystemUserAsync("northwind ads reporting")).Id);
    }

    [FactOnOneDatabase]
    public async Task Each_live_token_needs_an_answer_that_can_be_kept()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var control = (await World.SystemUserAsync("System User Manager")).Id;
        (LiveTokenAnswer[] Answers, string Says)[] wrong =
        [
            ([], "Say what becomes of the live tokens of System User Manager."),
            ([new(control, LiveTokenChoice.Revoke, null)], "This tool acts through System User Manager"),
            ([new(control, LiveTokenChoice.HandOver, " ")], "Say to whom the tokens of System User Manager"),
            ([new(control, LiveTokenChoice.Keep, null)], "Say why the tokens of System User Manager are kept."),
            ([new(control, LiveTokenChoice.Keep, "EAAxxxxxxxxxxxxxxxx")], "looks like a token or a secret"),
            ([new(control, LiveTokenChoice.Keep, new string('x', 301))], "longer than 300 characters"),
            ([new(control + 999, LiveTokenChoice.Keep, "not ours")], "Say what becomes of the live tokens"),
        ];
        foreach (var (answers, says) in wrong)
        {
            var problem = Assert.Single((await World.AskDisconnectExactlyAsync(portfolio, answers)).Problems);
            Assert.Contains(says, problem.Sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("EAA", problem.Sentence, StringComparison.Ordinal);
        }

        // Under Observe only nothing can be revoked, and all else can be done.
        var made = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var revoke = new LiveTokenAnswer(made.SystemUserId!.Value, LiveTokenChoice.Revoke, null);
        Assert.Contains(
            "on Observe only",
            Assert.Single((await World.AskDisconnectAsync(portfolio, revoke)).Problems).Sentence,
            StringComparison.Ordinal
        );
        var handOver = new LiveTokenAnswer(
            made.SystemUserId.Value,
            LiveTokenChoice.HandOver,
            "Contoso, ops@contoso.example"
        );
        var done = await World.RunToEndAsync(World.Succeeds(await World.AskDisconnectAsync(portfolio, handOver)));
        Assert.True(done.State == OperationState.Done, done.Outcome);
        var live = await World.AsksAsync((DisconnectQueries queries) => queries.LiveAsync(portfolio, default));
        Assert.Equal(
            ["handed over to Contoso, ops@contoso.example", "kept: The client's own"],
            live.Select(l => l.Decided)
        );
    }

    [FactOnOneDatabase]
    public async Task A_revoke_that_does_not_end_is_a_persons_decision()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var made = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        var asked = World.Succeeds(
            await World.AskDisconnectAsync(
                portfolio,
                new LiveTokenAnswer(made.SystemUserId!.Value, LiveTokenChoice.Revoke, null)
            )
        );
        await using (var db = World.OpenDatabase())
        {
            var revoke = await db
                .Operations.Include(o => o.Steps)
                .SingleAsync(o => o.Kind == OperationKind.RevokeAllTokens);
            revoke.AskFor("The vault is away.", [OperationChoice.TryAgain]);
            using (db.Unaudited("As an outage would leave it."))
                await db.SaveChangesAsync();
        }

        var stands = await World.RunToEndAsync(asked);
        Assert.Equal(OperationState.NeedsAttention, stands.State);
        Assert.Contains(OperationChoice.DisconnectAnyway, stands.OpenChoices());
        Assert.Equal(PortfolioState.Connected, (await World.PortfolioAsync(portfolio)).State);

        var done = await World.DecideAndRunAsync(asked, OperationChoice.DisconnectAnyway);

        Assert.True(done.State == OperationState.Done, done.Outcome);
        Assert.True(done.Steps.Single(s => s.Name == DisconnectPortfolio.WaitForRevokes).HasWarning);
        Assert.Contains("2 live tokens are still known there", done.Outcome, StringComparison.Ordinal);
        Assert.Equal(TokenState.Active, (await World.TokenOfAsync(made.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_of_it_disconnects_it_and_only_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AsOffboarder(portfolio);
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskDisconnectAsync(portfolio)).Problems));
        await World.AsAdministrator(await World.AddPortfolioAsync("Theirs"));
        Assert.IsType<NotFound>(Assert.Single((await World.AskDisconnectAsync(portfolio)).Problems));
        await World.AsAdministrator(portfolio);
        await World.RunToEndAsync(World.Succeeds(await World.AskDisconnectAsync(portfolio)));
        Assert.IsType<PortfolioNotConnected>(Assert.Single((await World.AskDisconnectAsync(portfolio)).Problems));
    }

    private async Task RunRevokesAsync()
    {
        await using var db = World.OpenDatabase();
        foreach (
            var id in await db
                .Operations.Where(o => o.Kind == OperationKind.RevokeAllTokens)
                .Select(o => o.Id)
                .ToListAsync()
        )
            Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
    }

    /// <summary>Days later: no schedule has asked for anything, nobody was asked, and its findings don't count.</summary>
    private async Task NothingHappensAnyMoreAsync(long portfolio)
    {
        var mark = World.Mark();
        await using var db = World.OpenDatabase();
        var before = await db.Operations.CountAsync();
        foreach (var days in new[] { 1, 2, 45 })
        {
            World.Clock.Advance(TimeSpan.FromDays(days));
            await World.ReconcileAsync();
        }

        Assert.Equal(before, await db.Operations.CountAsync());
        Assert.Equal(mark, World.Mark());
        Assert.True(await db.Findings.AnyAsync(f => f.PortfolioId == portfolio && f.ResolvedAt == null));
        Assert.Equal(0, (await World.AsksAsync((FindingListQueries queries) => queries.OpenAsync([], default))).Count);
        var row = Assert.Single(await World.AsksAsync((PortfolioListQueries q) => q.ByNameAsync(default)));
        Assert.Contains(
            "nothing has been read since",
            string.Join(' ', row.Why.Select(w => w.Text)),
            StringComparison.Ordinal
        );
    }

    private async Task IsRefusedAsync(long portfolio, long systemUserId)
    {
        var refusals = new[]
        {
            await World.AskReadAsync(portfolio),
            await World.AskReplaceAsync(portfolio, "northwind-control-2"),
            await World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads other")),
            await World.AskRevokeAllAsync(systemUserId),
        };
        foreach (var refusal in refusals)
            Assert.Contains(
                refusal.Problems,
                p => p is PortfolioCannotAct && p.Sentence.Contains("is disconnected since", StringComparison.Ordinal)
            );
    }
}

public sealed class DisconnectOnSqlite() : DisconnectTests(DatabaseProvider.Sqlite);

public sealed class DisconnectOnPostgres() : DisconnectTests(DatabaseProvider.Postgres);
