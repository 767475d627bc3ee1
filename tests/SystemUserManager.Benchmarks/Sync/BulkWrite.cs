using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SystemUserManager.Data;

namespace SystemUserManager.Benchmarks.Sync;

/// <summary>As many rows with nothing around them, as fast as the database takes them, into a table without an index.</summary>
internal static class BulkWrite
{
    private const string Tasks = "ADVERTISE,ANALYZE,DRAFT";

    public static async Task<double> SecondsAsync(AppDb db, int rows)
    {
        if (rows == 0)
            return 0;
        await db.Database.OpenConnectionAsync();
        var connection = db.Database.GetDbConnection();
        await RunAsync(connection, "CREATE TABLE bulk (a BIGINT, b BIGINT, c BIGINT, d TEXT, e BIGINT)");
        var watch = Stopwatch.StartNew();
        if (connection is NpgsqlConnection postgres)
        {
            await using var copy = await postgres.BeginBinaryImportAsync("COPY bulk FROM STDIN (FORMAT BINARY)");
            for (var row = 0; row < rows; row++)
                await copy.WriteRowAsync(default, (long)row, 1_234_567_890L, 1_234_567_890L, Tasks, 1_234_567_890L);
            await copy.CompleteAsync();
        }
        else
            await InsertAsync(connection, rows);
        var seconds = watch.Elapsed.TotalSeconds;
        await RunAsync(connection, "DROP TABLE bulk");
        await db.Database.CloseConnectionAsync();
        return seconds;
    }

    private static async Task InsertAsync(DbConnection connection, int rows)
    {
        await using (var together = await connection.BeginTransactionAsync())
        {
            await using var insert = connection.CreateCommand();
            insert.Transaction = together;
            insert.CommandText = "INSERT INTO bulk VALUES (@a, @b, @c, @d, @e)";
            foreach (var name in new[] { "a", "b", "c", "d", "e" })
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = name == "d" ? Tasks : 1_234_567_890L;
                insert.Parameters.Add(parameter);
            }

            await insert.PrepareAsync();
            for (var row = 0; row < rows; row++)
            {
                insert.Parameters[0].Value = (long)row;
                await insert.ExecuteNonQueryAsync();
            }

            await together.CommitAsync();
        }
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
