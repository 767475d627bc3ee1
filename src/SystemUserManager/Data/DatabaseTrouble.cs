using Microsoft.Data.Sqlite;
using Npgsql;

namespace SystemUserManager.Data;

public enum DatabaseTrouble
{
    /// <summary>Somebody else held what was needed for too long; nothing was saved, and a moment later it may work.</summary>
    Busy,

    /// <summary>It doesn't answer, or lets nobody in. What was being saved may have been.</summary>
    Away,

    /// <summary>It can be read and not written: its disk is full, or broken, or it is a copy that only reads. Nothing was saved.</summary>
    NotWritable,
}

/// <summary>What a failure says of the database itself, rather than of what was asked of it.</summary>
public static class DatabaseTroubles
{
    /// <summary>Looks at what the failure wraps, too. null: it is about something else.</summary>
    public static DatabaseTrouble? Of(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            switch (failure)
            {
                case SqliteException sqlite:
                    return Of(sqlite);
                case PostgresException refused:
                    return Of(refused.SqlState);
                case NpgsqlException:
                    return DatabaseTrouble.Away;
            }
        }

        return null;
    }

    // https://sqlite.org/rescode.html, read 2026-11.
    private static DatabaseTrouble? Of(SqliteException failure) =>
        failure.SqliteErrorCode switch
        {
            5 or 6 => DatabaseTrouble.Busy,
            8 or 10 or 13 => DatabaseTrouble.NotWritable,
            11 or 14 or 26 => DatabaseTrouble.Away,
            _ => null,
        };

    private static DatabaseTrouble? Of(string state) =>
        state switch
        {
            PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected => DatabaseTrouble.Busy,
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError =>
                DatabaseTrouble.NotWritable,
            PostgresErrorCodes.InvalidCatalogName => DatabaseTrouble.Away,
            // Connection exceptions, wrong credentials, no connection left, the server goes down.
            _ when state.StartsWith("08", StringComparison.Ordinal) => DatabaseTrouble.Away,
            _ when state.StartsWith("28", StringComparison.Ordinal) => DatabaseTrouble.Away,
            _ when state.StartsWith("53", StringComparison.Ordinal) => DatabaseTrouble.Away,
            _ when state.StartsWith("57P", StringComparison.Ordinal) => DatabaseTrouble.Away,
            _ => null,
        };
}
