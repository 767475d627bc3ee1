using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Shared;

/// <summary>
/// A fresh database with the newest schema: a copy of one that was migrated once for the whole process. Ask for an
/// empty one to see migrations run.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string Template = "template_app";
    private static readonly Lazy<Task<string>> MigratedFile = new(MigrateFileAsync);
    private static readonly Lazy<Task> MigratedPostgres = new(MigratePostgresAsync);
    private readonly string? _folder;

    private TestDatabase(DatabaseOptions options, string? folder) => (Options, _folder) = (options, folder);

    public DatabaseOptions Options { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider, bool empty = false)
    {
        if (provider == DatabaseProvider.Postgres)
        {
            if (!empty)
                await MigratedPostgres.Value;
            var name = $"test_{Guid.NewGuid():N}";
            await CopyPostgresAsync(empty ? "template1" : Template, name);
            return new TestDatabase(Postgres(name), folder: null);
        }

        var folder = Directory.CreateTempSubdirectory("sum-test-sqlite-").FullName;
        var file = Path.Combine(folder, "test.db");
        if (!empty)
            File.Copy(await MigratedFile.Value, file);
        return new TestDatabase(Sqlite(file), folder);
    }

    /// <summary>A context of its own, which sees everything.</summary>
    public AppDb Open(TimeProvider? time = null) => DatabaseSetup.CreateForTools(Options, time);

    /// <summary>A backup: another database with everything that stands in this one now. Nobody may be writing.</summary>
    public async Task<TestDatabase> CopyAsync()
    {
        if (_folder is null)
        {
            var parts = new NpgsqlConnectionStringBuilder(Options.ConnectionString);
            await using (var pooled = new NpgsqlConnection(Options.ConnectionString))
                NpgsqlConnection.ClearPool(pooled);
            var name = $"test_{Guid.NewGuid():N}";
            await InPostgresAsync(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{parts.Database}'"
            );
            await CopyPostgresAsync(parts.Database!, name);
            return new TestDatabase(Postgres(name), folder: null);
        }

        var copy = await CreateAsync(DatabaseProvider.Sqlite, empty: true);
        await using var from = new SqliteConnection(Options.ConnectionString);
        await using var to = new SqliteConnection(copy.Options.ConnectionString);
        await from.OpenAsync();
        await to.OpenAsync();
        from.BackupDatabase(to);
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
        {
            var name = new NpgsqlConnectionStringBuilder(Options.ConnectionString).Database;
            await using var connection = new NpgsqlConnection(Options.ConnectionString);
            NpgsqlConnection.ClearPool(connection);
            await InPostgresAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
        else
        {
            await using var connection = new SqliteConnection(Options.ConnectionString);
            SqliteConnection.ClearPool(connection);
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static DatabaseOptions Sqlite(string file) =>
        new() { Provider = DatabaseProvider.Sqlite, ConnectionString = $"Data Source={file}" };

    private static DatabaseOptions Postgres(string name) =>
        new() { Provider = DatabaseProvider.Postgres, ConnectionString = TestPostgres.ConnectionString(name) };

    private static async Task<string> MigrateFileAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sum-test-sqlite-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var file = Path.Combine(folder, "template.db");
        var options = Sqlite(file);
        options.ConnectionString += ";Pooling=false";
        await using (var db = DatabaseSetup.CreateForTools(options))
        {
            await db.Database.MigrateAsync();
            // So that the file alone is the whole database.
            await db.Database.ExecuteSqlAsync($"PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return file;
    }

    private static async Task MigratePostgresAsync()
    {
        await CopyPostgresAsync("template1", Template);
        var options = Postgres(Template);
        // A pooled connection would stay open, and a database in use can't be copied.
        options.ConnectionString += ";Pooling=false";
        await using var db = DatabaseSetup.CreateForTools(options);
        await db.Database.MigrateAsync();
    }

    /// <summary>As files: nothing here outlives a crash, and block by block through the log takes three times as long.</summary>
    private static Task CopyPostgresAsync(string from, string to) =>
        InPostgresAsync($"CREATE DATABASE {to} TEMPLATE {from} STRATEGY file_copy");

    private static async Task InPostgresAsync(string command)
    {
        await using var connection = new NpgsqlConnection(TestPostgres.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var run = connection.CreateCommand();
        run.CommandText = command;
        await run.ExecuteNonQueryAsync();
    }
}
