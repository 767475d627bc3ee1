using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Audit;

/// <summary>What was done to an object, whatever it was done by, and however long ago.</summary>
public abstract class ObjectHistoryTests(DatabaseProvider provider) : ActTests(provider)
{
    private const int Many = 510;

    [Fact]
    public async Task A_system_user_with_a_long_life_has_all_of_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var (mine, other) = (await World.SystemUserAsync("user1"), await World.SystemUserAsync("ads sync"));
        await GivenOperationsAsync(portfolio, mine.Id, Many, "Mine");
        await GivenOperationsAsync(portfolio, other.Id, 1, "Theirs");

        var rows = await AboutAsync(AuditObjects.SystemUser, mine.Id);

        Assert.Equal(
            Enumerable.Range(1, Many).Reverse().Select(n => $"Mine {n}"),
            rows.Where(r => r.OperationId is not null).Select(r => r.Action)
        );
    }

    [FactOnOneDatabase]
    public async Task What_put_back_that_which_a_finding_shows_is_the_findings_too()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var systemUser = await World.SystemUserAsync("user1");
        await GivenOperationsAsync(portfolio, systemUser.Id, 2, "Put back");
        await using (var db = World.OpenDatabase())
        {
            var operation = await db.Operations.SingleAsync(o => o.Title == "Put back 2");
            db.Audit(
                new AuditRecord
                {
                    Action = "Answer a finding",
                    Outcome = AuditOutcome.Asked,
                    ObjectType = AuditObjects.Finding,
                    ObjectId = () => "7",
                    ObjectLabel = "A finding",
                    OperationId = () => operation.Id,
                }
            );
            await db.SaveChangesAsync();
        }

        Assert.Equal(
            ["Answer a finding", "Put back 2"],
            (await AboutAsync(AuditObjects.Finding, 7)).Select(r => r.Action)
        );
        Assert.Empty(await AboutAsync(AuditObjects.Finding, 8));
    }

    private Task<IReadOnlyList<AuditEvent>> AboutAsync(string type, long id) =>
        World.AsksAsync(
            (AuditQueries audit) => audit.AboutAsync(type, id.ToString(CultureInfo.InvariantCulture), 2 * Many, default)
        );

    private async Task GivenOperationsAsync(long portfolio, long systemUser, int count, string what)
    {
        await using var db = World.OpenDatabase();
        for (var n = 1; n <= count; n++)
        {
            var operation = new Operation
            {
                Kind = OperationKind.RenameSystemUser,
                PortfolioId = portfolio,
                Title = $"{what} {n}",
                RequestKey = Guid.NewGuid(),
                AskedById = null,
                AskedByName = "Somebody",
                Reason = "because",
                AskedAt = World.Clock.GetUtcNow(),
                Input = "{}",
                IsChange = true,
                SystemUserId = systemUser,
            };
            // At most one change of a system user is under way.
            operation.End(OperationState.Done, "Done.", World.Clock.GetUtcNow());
            db.Operations.Add(operation);
            db.Audit(OperationAudit.Ended(operation));
        }

        await db.SaveChangesAsync();
    }
}

public sealed class ObjectHistoryOnSqlite() : ObjectHistoryTests(DatabaseProvider.Sqlite);

public sealed class ObjectHistoryOnPostgres() : ObjectHistoryTests(DatabaseProvider.Postgres);
