using Microsoft.EntityFrameworkCore.Design;
using SystemUserManager.Data;

namespace SystemUserManager.Migrations.Sqlite;

/// <summary>Used by <c>dotnet ef</c> alone.</summary>
public sealed class DesignTimeDb : IDesignTimeDbContextFactory<AppDb>
{
    public AppDb CreateDbContext(string[] args) =>
        DatabaseSetup.CreateForTools(
            new DatabaseOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = "Data Source=:memory:" }
        );
}
