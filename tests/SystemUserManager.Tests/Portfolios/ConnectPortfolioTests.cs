using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Portfolios;

public abstract class ConnectPortfolioTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Northwind_connects()
    {
        await World.ConnectAsync("Northwind");
    }
}

public sealed class ConnectPortfolioOnSqlite() : ConnectPortfolioTests(DatabaseProvider.Sqlite);

public sealed class ConnectPortfolioOnPostgres() : ConnectPortfolioTests(DatabaseProvider.Postgres);
