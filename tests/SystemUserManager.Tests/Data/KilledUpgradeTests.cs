using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Data;

/// <summary>An upgrade of a SQLite file that was killed in its middle: some of its changes are there, and it isn't in the history.</summary>
public sealed class KilledUpgradeTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private string File => new SqliteConnectionStringBuilder(_database.Options.ConnectionString).DataSource;

    private string Copy => $"{File}.before-upgrade";

    public async ValueTask InitializeAsync() =>
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite, empty: true);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Id", "C07")]
    public async Task It_is_begun_again_from_the_copy_and_nothing_of_the_record_is_lost(bool wasNew)
    {
        if (!wasNew)
            await MigrateToAsync("Initial");
        await AddAsync("before the upgrade", wasNew);
        await TakeCopyAsync();
        await MigrateToAsync("Initial");
        // As far as the killed one came, with the mark that it left.
        await RunAsync("ALTER TABLE Tokens ADD COLUMN DiesBy INTEGER NULL");
        await RunAsync(
            "CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)"
        );
        await RunAsync("INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')");

        await using (var db = _database.Open())
            await new Migrator(db, NullLogger<Migrator>.Instance).MigrateAsync(default);

        await using var after = _database.Open();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
        Assert.Equal(wasNew ? [] : ["before the upgrade"], await after.People.Select(p => p.Name).ToListAsync());
        Assert.Single(await after.AuditEvents.Where(e => e.Action == "Bring the database up to date").ToListAsync());
        Assert.False(System.IO.File.Exists(Copy));
    }

    [Fact]
    public async Task One_that_ends_leaves_no_copy_and_keeps_the_record()
    {
        await MigrateToAsync("Initial");
        await AddAsync("before the upgrade", wasNew: false);

        await using (var db = _database.Open())
            await new Migrator(db, NullLogger<Migrator>.Instance).MigrateAsync(default);

        await using var after = _database.Open();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync());
        Assert.Equal(["before the upgrade"], await after.People.Select(p => p.Name).ToListAsync());
        Assert.False(System.IO.File.Exists(Copy));
    }

    private async Task AddAsync(string person, bool wasNew)
    {
        if (!wasNew)
            await RunAsync(
                $"INSERT INTO People (Name, NameKey, Email, EmailKey, IsTeam) VALUES ('{person}', '{person}', 'a@example.com', 'a@example.com', 0)"
            );
    }

    /// <summary>As a start does it, which has looked into the file before.</summary>
    private async Task TakeCopyAsync()
    {
        await using var db = _database.Open();
        await db.Database.GetPendingMigrationsAsync();
        await db.Database.OpenConnectionAsync();
        new SqliteUpgradeCopy(File).Take();
    }

    private async Task MigrateToAsync(string migration)
    {
        await using var db = _database.Open();
        await db.GetService<IMigrator>().MigrateAsync(migration);
    }

    private async Task RunAsync(string command)
    {
        await using var connection = new SqliteConnection(_database.Options.ConnectionString);
        await connection.OpenAsync();
        await using var run = connection.CreateCommand();
        run.CommandText = command;
        await run.ExecuteNonQueryAsync();
    }
}
