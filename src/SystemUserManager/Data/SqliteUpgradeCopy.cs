using Microsoft.Data.Sqlite;

namespace SystemUserManager.Data;

/// <summary>
/// The SQLite file as it was before an upgrade, beside it, for as long as the upgrade takes. Where a table has to be built
/// anew EF can't put a migration into one transaction, so one that was killed halfway can't be gone on with: it is begun
/// again from here. Source: https://learn.microsoft.com/ef/core/providers/sqlite/limitations (read 2026-11-24).
/// </summary>
internal sealed class SqliteUpgradeCopy
{
    private readonly string _file;
    private readonly string _database;

    public SqliteUpgradeCopy(string databaseFile)
    {
        _database = databaseFile;
        _file = $"{databaseFile}.before-upgrade";
    }

    /// <summary>An upgrade was begun and never ended.</summary>
    public bool IsThere => File.Exists(_file);

    public void Take()
    {
        // Under another name first: one that is there is whole.
        var unfinished = $"{_file}.tmp";
        File.Delete(unfinished);
        Copy(_database, unfinished);
        SqliteFile.RestrictToOwner(unfinished);
        File.Move(unfinished, _file, overwrite: true);
    }

    public void PutBack() => Copy(_file, _database);

    /// <exception cref="IOException">It can't be deleted; the app must not go on with it, or an old copy might be put back one day.</exception>
    public void Forget() => File.Delete(_file);

    private static void Copy(string from, string to)
    {
        using var source = Open(from);
        using var target = Open(to);
        source.BackupDatabase(target);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString()
        );
        connection.Open();
        return connection;
    }
}
