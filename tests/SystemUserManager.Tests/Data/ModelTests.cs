using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Tests.Data;

/// <summary>What the mapping alone says: no database is opened.</summary>
public sealed class ModelTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public void The_model_and_the_migrations_say_the_same(DatabaseProvider provider)
    {
        using var db = Open(provider);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Every_entity_of_a_portfolio_has_the_filter_that_keeps_portfolios_apart()
    {
        using var db = Open(DatabaseProvider.Sqlite);
        // The roles are what the filter itself is made of.
        var owned = db
            .Model.GetEntityTypes()
            .Where(e => e.FindProperty("PortfolioId") is not null && e.ClrType != typeof(RoleAssignment))
            .ToList();

        Assert.NotEmpty(owned);
        Assert.All(owned, e => Assert.True(e.FindDeclaredQueryFilter(AppDb.Tenancy) is not null, e.ClrType.Name));
    }

    [Fact]
    public void A_worker_whose_lease_was_taken_over_can_not_save_an_operation()
    {
        using var db = Open(DatabaseProvider.Sqlite);

        Assert.True(
            db.Model.FindEntityType(typeof(Operation))!.FindProperty(nameof(Operation.Version))!.IsConcurrencyToken
        );
    }

    private static AppDb Open(DatabaseProvider provider) =>
        DatabaseSetup.CreateForTools(new DatabaseOptions { Provider = provider, ConnectionString = "" });
}
