using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace SystemUserManager.Data;

/// <summary>
/// Brings the schema up to date, one process at a time: PostgreSQL behind an advisory lock, SQLite behind the
/// host's lock file beside the database. Only hosts that work (role All, Worker) call it; Web waits until the schema fits.
/// </summary>
public sealed partial class Migrator(AppDb db, ILogger<Migrator> logger)
{
    // Any number will do as long as every replica uses the same.
    private const long AdvisoryLock = 0x53_55_4D_01;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        // However long it takes, and however long another replica takes that is before us: a start that gives up on the
        // way would only begin again.
        db.Database.SetCommandTimeout(0);
        if (db.Database.IsNpgsql())
            await MigratePostgresAsync(cancellationToken);
        else
            await MigrateSqliteAsync(cancellationToken);
    }

    /// <summary>True if the database has every migration this program knows: what Web waits for.</summary>
    public async Task<bool> SchemaFitsAsync(CancellationToken cancellationToken) =>
        await db.Database.CanConnectAsync(cancellationToken) && !await IsPendingAsync(cancellationToken);

    private async Task MigratePostgresAsync(CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
            await MigratePendingAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({AdvisoryLock})", cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task MigrateSqliteAsync(CancellationToken cancellationToken)
    {
        var file = db.Database.GetDbConnection().DataSource;
        var copy = new SqliteUpgradeCopy(file);
        var wasKilled = await ForgetKilledMigrationAsync(cancellationToken);
        if (await IsPendingAsync(cancellationToken))
        {
            if (wasKilled && copy.IsThere)
                copy.PutBack();
            else
                copy.Take();
            await MigratePendingAsync(cancellationToken);
        }

        copy.Forget();
        if (wasKilled)
            await AuditKilledAsync(cancellationToken);
        SqliteFile.RestrictToOwner(file);
    }

    private async Task<bool> IsPendingAsync(CancellationToken cancellationToken) =>
        (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();

    /// <summary>
    /// EF notes in a row that somebody migrates, and waits for ever for one who was killed meanwhile. Only one process is
    /// over this file, so the row can only be left over.
    /// </summary>
    private async Task<bool> ForgetKilledMigrationAsync(CancellationToken cancellationToken)
    {
        var isThere = await db
            .Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (isThere == 0)
            return false;
        if (await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellationToken) == 0)
            return false;
        LogKilled(logger);
        return true;
    }

    private async Task AuditKilledAsync(CancellationToken cancellationToken)
    {
        db.Audit(DatabaseAudit.WentOnAfterKilledMigration());
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task MigratePendingAsync(CancellationToken cancellationToken)
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count == 0)
            return;
        await db.Database.MigrateAsync(cancellationToken);
        LogMigrated(logger, pending.Count);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A process was killed while it brought the database up to date; going on from there"
    )]
    private static partial void LogKilled(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Brought the database up to date with {Count} migrations")]
    private static partial void LogMigrated(ILogger logger, int count);
}
