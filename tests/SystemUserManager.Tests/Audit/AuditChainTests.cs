using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Audit;

public abstract class AuditChainTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Refuse = "The audit log can't be written";

    [Fact]
    public async Task Four_writers_at_once_leave_no_gap_and_no_fork()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Run(() => WriteAsync(writer, 100))));

        var rows = await AuditProof.HoldsAsync(World);
        Assert.Equal(400, rows.Count);
        Assert.All(
            rows.GroupBy(r => r.ObjectId),
            writer => Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{n}"), writer.Select(r => r.ObjectLabel))
        );
    }

    [Fact]
    public async Task A_change_without_an_audit_record_is_refused()
    {
        await using var db = World.OpenDatabase();
        db.People.Add(Person.Called("Ines Roth"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        Assert.Contains("without an audit record", refused.Message, StringComparison.Ordinal);
        await using var after = World.OpenDatabase();
        Assert.Empty(await after.People.ToListAsync());
    }

    [Fact]
    public async Task A_record_of_a_save_that_failed_is_not_written_with_the_next_one()
    {
        await using var db = World.OpenDatabase();
        db.People.Add(Person.Called("Ines Roth", "ines@example.com"));
        db.People.Add(Person.Called("Ina Roth", "ines@example.com"));
        db.Audit(Record("Add two", "1"));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        db.ChangeTracker.Clear();

        db.Audit(Record("Another act", "2"));
        await db.SaveChangesAsync();

        Assert.Equal("Another act", Assert.Single(await AuditProof.HoldsAsync(World)).Action);
    }

    [Fact]
    [Trait("Id", "F01")]
    public async Task Where_the_audit_log_can_not_be_written_an_act_changes_nothing()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await BreakAuditAsync();

        await Assert.ThrowsAsync<AuditNotWrittenException>(() =>
            World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting"))
        );
        await Assert.ThrowsAsync<AuditNotWrittenException>(() =>
            World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly)
        );

        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Operations.CountAsync());
        Assert.Empty(await db.People.ToListAsync());
        Assert.Equal(PortfolioMode.ObserveAndAct, (await db.Portfolios.SingleAsync()).Mode);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row(CreateSystemUser.SeeNameIsFree)]
    [Row(CreateSystemUser.AssignAssets)]
    [Row(CreateSystemUser.ReadBack)]
    [Row(IssueToken.ReserveInVault)]
    [Row(IssueToken.ProveStaged)]
    [Trait("Id", "F01")]
    public async Task Where_the_audit_log_can_not_be_written_nothing_is_changed_outside(string? after)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting")));
        if (after is not null)
            await World.Worker.RunUntilAsync(id, after);
        await BreakAuditAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        await World.Worker.RunAsync(id);

        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);
        // Begun, and neither ended nor asking: that would need a row, too.
        Assert.Equal(OperationState.Running, (await World.OperationAsync(id)).State);
    }

    [Fact]
    [Trait("Id", "F01")]
    public async Task Where_the_audit_log_can_not_be_written_no_token_is_revoked()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var created = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        var id = World.Succeeds(await World.AskRevokeAsync((await World.TokenOfAsync(created.Id)).Id));
        await BreakAuditAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        await World.Worker.RunAsync(id);

        Assert.Empty(World.Meta.Requests(mark));
        Assert.Equal(vault, World.Vault.Everything);
        Assert.Equal(OperationState.Running, (await World.OperationAsync(id)).State);
    }

    [Fact]
    public async Task Every_step_that_touches_something_is_in_the_log_before_and_after()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(
            portfolio,
            "northwind ads reporting",
            await World.GrantOnAsync("Northwind DE Performance", "ANALYZE")
        );

        var operation = await World.CreateAsync(form);

        var rows = (await AuditProof.HoldsAsync(World)).Where(r => r.OperationId == operation.Id).ToList();
        var touching = await World.InScopeAsync(scope => Task.FromResult(TouchingSteps(scope, operation.Kind)));
        Assert.Equal(8, touching.Count);
        Assert.All(
            touching,
            step =>
                Assert.Equal(
                    [AuditOutcome.Asked, AuditOutcome.Succeeded],
                    rows.Where(r => r.Action == step).Select(r => r.Outcome)
                )
        );
        Assert.Equal(
            [AuditOutcome.Asked, AuditOutcome.Succeeded],
            rows.Where(r => r.Action == operation.Title).Select(r => r.Outcome)
        );
        var asked = rows.First();
        Assert.Equal(("Wanted by the campaign team", "CHG-7"), (asked.Reason, asked.Ticket));
        Assert.Contains(rows, r => r.Action == "Read a secret's value" && r.ObjectLabel == "northwind-control-token");
    }

    [Fact]
    public async Task A_failed_and_an_unheard_step_are_in_the_log_as_what_they_were()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting")));
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users"));

        await World.RunAsync(id);

        var rows = await AuditProof.HoldsAsync(World);
        Assert.Equal(
            [AuditOutcome.Asked, AuditOutcome.Unknown],
            rows.Where(r => r.Action == CreateSystemUser.CreateAtMeta).Select(r => r.Outcome)
        );
    }

    private static IReadOnlyList<string> TouchingSteps(IServiceProvider scope, OperationKind kind) =>
        [
            .. ((IEnumerable<IOperationWork>)scope.GetService(typeof(IEnumerable<IOperationWork>))!)
                .Single(w => w.Kind == kind)
                .Steps.Where(s => s.Effect != StepEffect.Reads)
                .Select(s => s.Name),
        ];

    private async Task WriteAsync(int writer, int times)
    {
        for (var n = 1; n <= times; n++)
        {
            await using var db = World.OpenDatabase();
            db.Audit(Record("Write", $"{writer}") with { ObjectLabel = $"{n}" });
            await db.SaveChangesAsync();
        }
    }

    private static AuditRecord Record(string action, string id) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = "Test",
            ObjectId = () => id,
            ObjectLabel = id,
        };

    private async Task BreakAuditAsync()
    {
        await using var db = World.OpenDatabase();
        string[] statements =
            Provider == DatabaseProvider.Sqlite
                ?
                [
                    $"""CREATE TRIGGER broken BEFORE INSERT ON "AuditEvents" BEGIN SELECT RAISE(ABORT, '{Refuse.Replace("'", "''", StringComparison.Ordinal)}'); END""",
                ]
                :
                [
                    $"""CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{Refuse.Replace("'", "''", StringComparison.Ordinal)}'; END $$ LANGUAGE plpgsql""",
                    """CREATE TRIGGER broken BEFORE INSERT ON "AuditEvents" FOR EACH ROW EXECUTE FUNCTION broken()""",
                ];
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement);
    }
}

public sealed class AuditChainOnSqlite() : AuditChainTests(DatabaseProvider.Sqlite);

public sealed class AuditChainOnPostgres() : AuditChainTests(DatabaseProvider.Postgres);
