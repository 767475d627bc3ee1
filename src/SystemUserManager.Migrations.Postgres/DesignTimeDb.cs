using Microsoft.EntityFrameworkCore.Design;
using SystemUserManager.Data;

namespace SystemUserManager.Migrations.Postgres;

/// <summary>Used by <c>dotnet ef</c> alone.</summary>
public sealed class DesignTimeDb : IDesignTimeDbContextFactory<AppDb>
{
    public AppDb CreateDbContext(string[] args) =>
        DatabaseSetup.CreateForTools(
            new DatabaseOptions { Provider = DatabaseProvider.Postgres, ConnectionString = "Host=localhost;Database=design" }
        );
}
