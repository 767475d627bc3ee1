using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager;

/// <summary>Registers the product: what every host has (the record, the acts, the queries), and what only a worker has.</summary>
public static class ProductSetup
{
    public static IServiceCollection AddProduct(this IServiceCollection services, DatabaseOptions database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddScoped<CurrentUser>();
        services.AddDbContext<AppDb>(options => options.UseDatabase(database));
        services.AddScoped<Migrator>();
        services.AddPeople();
        return services;
    }
}
