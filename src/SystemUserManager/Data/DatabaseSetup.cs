using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.People;

namespace SystemUserManager.Data;

/// <summary>How a context reaches its database: the same for the app, the tools that write migrations, and tests.</summary>
public static class DatabaseSetup
{
    // The passkey table is in the model only where IdentityOptions say version 3, and the model asks the service
    // provider for them: tools and bare tests have none but this.
    private static readonly IServiceProvider Identity = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    public static DbContextOptionsBuilder UseDatabase(this DbContextOptionsBuilder builder, DatabaseOptions database) =>
        database.Provider == DatabaseProvider.Postgres
            ? builder.UseNpgsql(
                database.ConnectionString,
                o => o.MigrationsAssembly("SystemUserManager.Migrations.Postgres")
            )
            : builder
                .UseSqlite(
                    SqliteConnectionString(database.ConnectionString),
                    o => o.MigrationsAssembly("SystemUserManager.Migrations.Sqlite")
                )
                .AddInterceptors(SqlitePragmas.Instance);

    /// <summary>A context outside the app's services, which sees everything: for design time and for tests.</summary>
    public static AppDb CreateForTools(DatabaseOptions database, TimeProvider? time = null)
    {
        var everything = new CurrentUser();
        everything.BecomeSystem("Tools");
        var options = new DbContextOptionsBuilder<AppDb>();
        options.UseDatabase(database).UseApplicationServiceProvider(Identity);
        return new AppDb(options.Options, everything, time ?? TimeProvider.System);
    }

    private static string SqliteConnectionString(string text)
    {
        var parts = new SqliteConnectionStringBuilder(text) { ForeignKeys = true };
        if (Path.GetDirectoryName(parts.DataSource) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return parts.ToString();
    }
}
