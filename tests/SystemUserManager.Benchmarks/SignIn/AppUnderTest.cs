using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Benchmarks.SignIn;

/// <summary>The whole app in this process, as it is delivered but for the limit per address and its log.</summary>
internal sealed class AppUnderTest(TestDatabase database) : WebApplicationFactory<AppSettings>
{
    private const string Password = "correct horse battery";
    private readonly string _folder = Directory.CreateTempSubdirectory("sum-benchmark-").FullName;

    public static async Task<AppUnderTest> StartAsync(DatabaseProvider provider, int accounts)
    {
        var app = new AppUnderTest(await TestDatabase.CreateAsync(provider));
        app.StartServer();
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();
        var roles = RoleChoice.Everywhere(Role.Auditor);
        for (var i = 0; i < accounts; i++)
        {
            var act = scope.ServiceProvider.GetRequiredService<CreateAccount>();
            var made = await act.RunAsync(new($"Auditor {i}", Email(i), Password, roles), default);
            if (!made.Succeeded)
                throw new InvalidOperationException(made.Problems[0].Sentence);
        }

        return app;
    }

    public static string Email(int account) => $"auditor{account}@example.com";

    public Task<Visitor> VisitAsync() => Visitor.OpenAsync(CreateDefaultClient(new CookieContainerHandler()));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development").UseContentRoot(_folder);
        builder.UseSetting("Database:Provider", database.Options.Provider.ToString());
        builder.UseSetting("ConnectionStrings:Database", database.Options.ConnectionString);
        builder.UseSetting("Sandbox:Enabled", "false");
        // Nothing is reached there.
        builder.UseSetting("KeyVault:VaultUri", "https://127.0.0.1:1/");
        builder.UseSetting("Meta:BaseAddress", "https://127.0.0.1:1/");
        builder.UseSetting("Web:SignInsPerMinute", "100000");
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
