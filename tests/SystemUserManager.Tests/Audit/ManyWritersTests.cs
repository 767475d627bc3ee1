using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Audit;

/// <summary>
/// Eight writers of many rows each, with <c>SOAK_ROWS=1000</c> a thousand: one after the other in the chain, whoever was
/// first.
/// </summary>
[Trait("Id", "F03")]
public sealed class ManyWritersTests
{
    private const int Writers = 8;
    private static readonly int Each = Soak.Number("SOAK_ROWS", 250);

    [Fact]
    public async Task Of_two_replicas_on_PostgreSQL_leave_no_gap_and_no_fork()
    {
        await using var world = await World.StartAsync(DatabaseProvider.Postgres);
        WorkerProcess[] replicas = [Replica(world, "one"), Replica(world, "two")];

        await WriteAsync(world, writer => replicas[writer % replicas.Length]);
    }

    [Fact]
    public async Task Of_one_process_on_SQLite_leave_no_gap_and_no_fork()
    {
        await using var world = await World.StartAsync(DatabaseProvider.Sqlite);

        await WriteAsync(world, _ => world.Worker);
    }

    /// <summary>With services and a pool of connections of its own: the pool is known by the whole text.</summary>
    private static WorkerProcess Replica(World world, string name) =>
        world.StartProcess(
            new DatabaseOptions
            {
                Provider = DatabaseProvider.Postgres,
                ConnectionString = new NpgsqlConnectionStringBuilder(world.Database.ConnectionString)
                {
                    ApplicationName = name,
                }.ToString(),
            }
        );

    private static async Task WriteAsync(World world, Func<int, WorkerProcess> processOf)
    {
        await Task.WhenAll(
            Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(processOf(writer), writer)))
        );

        var rows = await AuditProof.HoldsAsync(world);
        Assert.Equal(Writers * Each, rows.Count);
        Assert.All(
            rows.GroupBy(r => r.ObjectId),
            writer => Assert.Equal(Enumerable.Range(0, Each).Select(n => $"{n}"), writer.Select(r => r.ObjectLabel))
        );
        var found = await world.VerifyAsync();
        Assert.True(found.IsWhole && found.Rows == Writers * Each, found.Words);
    }

    private static async Task WriteAsync(WorkerProcess process, int writer)
    {
        for (var n = 0; n < Each; n++)
        {
            await using var scope = process.Scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var label = $"{n}";
            db.Audit(
                new AuditRecord
                {
                    Action = "Write",
                    Outcome = AuditOutcome.Succeeded,
                    ObjectType = "Test",
                    ObjectId = () => $"{writer}",
                    ObjectLabel = label,
                }
            );
            await db.SaveChangesAsync();
        }
    }
}
