using System.Data.Common;
using Microsoft.Data.Sqlite;
using SystemUserManager.Audit;
using SystemUserManager.Configuration;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// <c>verify-audit</c> instead of the app: reads the audit log with the app's own settings, says in one sentence what it
/// found, and ends. It starts no server, no job and no migration, and may run beside the app.
/// </summary>
internal static class VerifyAuditCommand
{
    public const string Name = "verify-audit";

    private const int Whole = 0;
    private const int Tampered = 1;
    private const int NotVerified = 2;

    /// <returns>0: every row is as it was written. 1: one isn't, and it was named. 2: it could not be verified.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            await using var services = Build(arguments);
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem();
            var found = await scope.ServiceProvider.GetRequiredService<VerifyAuditLog>().RunAsync(default);
            await (found.IsWhole ? Console.Out : Console.Error).WriteLineAsync(found.Words);
            return found.IsWhole ? Whole : Tampered;
        }
        catch (WrongSettingException wrong)
        {
            return await NotVerifiedAsync(wrong.Message);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            // Its first line: PostgreSQL's messages have more.
            return await NotVerifiedAsync($"The database can't be read: {failure.Message.Split('\n')[0].Trim()}");
        }
    }

    private static ServiceProvider Build(string[] arguments)
    {
        // Only for the settings: the same files, variables and arguments as the app's.
        var builder = WebApplication.CreateBuilder(arguments);
        var settings = AppSettings.Read(builder.Configuration, builder.Environment);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(builder.Configuration);
        services.AddProduct(Existing(settings.Database));
        if (settings.Sandbox.Enabled)
            services.AddSingleton(settings.Sandbox.Addresses);
        if (settings.Role.Works())
            services.AddAnchors(builder.Configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>A file that isn't there must not be made by looking for it.</summary>
    private static DatabaseOptions Existing(DatabaseOptions database)
    {
        if (database.Provider == DatabaseProvider.Postgres)
            return database;
        var parts = new SqliteConnectionStringBuilder(database.ConnectionString) { Mode = SqliteOpenMode.ReadWrite };
        if (!File.Exists(parts.DataSource))
            throw new WrongSettingException($"ConnectionStrings:Database names {parts.DataSource}, which isn't there.");
        return new DatabaseOptions { Provider = database.Provider, ConnectionString = parts.ToString() };
    }

    private static async Task<int> NotVerifiedAsync(string why)
    {
        await Console.Error.WriteLineAsync($"{why.TrimEnd('.')}. The audit log was not verified.");
        return NotVerified;
    }
}
