using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Shared;

/// <summary>An app's own user of PostgreSQL, from whom the right to write the audit log can be taken.</summary>
public static class AuditRights
{
    /// <summary>The same database for a user who may do everything in it; gone with the cluster.</summary>
    public static async Task<DatabaseOptions> GiveUserAsync(DatabaseOptions database)
    {
        var role = $"app_{Guid.NewGuid():N}";
        await RunAsync(
            database,
            $"CREATE ROLE {role} LOGIN",
            $"GRANT ALL ON SCHEMA public TO {role}",
            $"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
            $"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"
        );
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role };
        return new DatabaseOptions { Provider = database.Provider, ConnectionString = connection.ToString() };
    }

    public static Task TakeAsync(DatabaseOptions database, DatabaseOptions ofUser) =>
        RunAsync(database, $"""REVOKE INSERT ON "AuditEvents" FROM {NameOf(ofUser)}""");

    public static Task GiveBackAsync(DatabaseOptions database, DatabaseOptions ofUser) =>
        RunAsync(database, $"""GRANT INSERT ON "AuditEvents" TO {NameOf(ofUser)}""");

    private static string NameOf(DatabaseOptions user) =>
        new NpgsqlConnectionStringBuilder(user.ConnectionString).Username!;

    private static async Task RunAsync(DatabaseOptions database, params string[] statements)
    {
        await using var db = DatabaseSetup.CreateForTools(database);
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement);
    }
}

/// <summary>A disk that SQLite can't get one more page of, as long as <see cref="IsFull"/>.</summary>
public sealed class FullDisk : DbConnectionInterceptor
{
    private const long SqlitesOwnMost = 4294967294;

    public bool IsFull { get; set; }

    /// <summary>Writes rows, small ones last, until none fits into what was left free in the pages there are.</summary>
    /// <param name="inContext">Does something with a context of its own that has this interceptor.</param>
    public async Task FillAsync(Func<Func<AppDb, Task>, Task> inContext)
    {
        IsFull = true;
        foreach (var size in new[] { 3000, 300, 1 })
        {
            while (await FitsAsync(inContext, size)) { }
        }
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = connection.CreateCommand();
        // It can't be less than there are, so 1 is "no more than now".
        command.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : SqlitesOwnMost)}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> FitsAsync(Func<Func<AppDb, Task>, Task> inContext, int size)
    {
        try
        {
            await inContext(db =>
            {
                db.Audit(
                    new AuditRecord
                    {
                        Action = "Fill the disk",
                        Outcome = AuditOutcome.Succeeded,
                        ObjectType = "Test",
                        ObjectId = () => "",
                        ObjectLabel = "x",
                        Reason = new string('x', size),
                    }
                );
                return db.SaveChangesAsync();
            });
            return true;
        }
        catch (AuditNotWrittenException)
        {
            return false;
        }
    }
}
