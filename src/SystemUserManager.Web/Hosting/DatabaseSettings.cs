using Microsoft.Data.Sqlite;
using Npgsql;
using SystemUserManager.Configuration;
using SystemUserManager.Data;

namespace SystemUserManager.Web.Hosting;

/// <summary>Reads <see cref="DatabaseOptions"/>. A connection string is never repeated in a message: it may hold a password.</summary>
internal static class DatabaseSettings
{
    private const string Key = "ConnectionStrings:Database";

    // Milliseconds. A process that freezes in the middle of a transaction would hold what all others need, the head of the
    // audit log or the scheduler's locks, for as long as it is frozen. Nothing of ours waits for anybody inside one.
    private const string IdleLimit = "idle_in_transaction_session_timeout";

    public static DatabaseOptions Read(Settings settings, HostRole role, DataFolder data)
    {
        var provider = settings.OneOf("Database:Provider", DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.Sqlite && role != HostRole.All)
            throw new WrongSettingException(
                $"Host:Role is {role}, which needs PostgreSQL: set Database:Provider to Postgres, or Host:Role to All."
            );
        return new DatabaseOptions
        {
            Provider = provider,
            ConnectionString =
                provider == DatabaseProvider.Postgres ? Postgres(settings.Text(Key)) : Sqlite(settings.Text(Key), data),
        };
    }

    private static string Postgres(string? text)
    {
        if (text is null)
            throw new WrongSettingException($"{Key} is missing, but Database:Provider is Postgres.");
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            if (parts.Options?.Contains(IdleLimit, StringComparison.Ordinal) != true)
                parts.Options = $"{parts.Options} -c {IdleLimit}=15000".TrimStart();
            return parts.ToString();
        }
        catch (ArgumentException wrong)
        {
            throw new WrongSettingException($"{Key} is no connection string for PostgreSQL.", wrong);
        }
    }

    /// <summary>Relative files are in the data folder, wherever the app is started from.</summary>
    private static string Sqlite(string? text, DataFolder data)
    {
        try
        {
            var parts = new SqliteConnectionStringBuilder(text ?? new DatabaseOptions().ConnectionString);
            if (parts.DataSource is "" or ":memory:")
                throw new WrongSettingException(
                    $"{Key} names no file (Data Source=…), but Database:Provider is Sqlite."
                );
            parts.DataSource = Path.GetFullPath(parts.DataSource, data.Root);
            var folder = Path.GetDirectoryName(parts.DataSource)!;
            DataFolder.Make(folder);
            return parts.ToString();
        }
        catch (ArgumentException wrong)
        {
            throw new WrongSettingException($"{Key} is no connection string for SQLite.", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"{Key} names a folder that can't be made: {wrong.Message}", wrong);
        }
    }
}
