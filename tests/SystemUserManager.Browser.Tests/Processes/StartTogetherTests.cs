using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Many replicas that find an empty database at the same moment.</summary>
public sealed class StartTogetherTests
{
    private const int Replicas = 8;

    [Fact]
    [Trait("Id", "C06")]
    public async Task Eight_replicas_that_start_together_on_an_empty_database_all_get_ready()
    {
        for (var round = 1; round <= Soak.Number("SOAK_STARTS", 1); round++)
        {
            await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres, empty: true);
            var settings = new Dictionary<string, string>
            {
                ["Host__Role"] = "Worker",
                ["Database__Provider"] = "Postgres",
                ["ConnectionStrings__Database"] = database.Options.ConnectionString,
                ["Sandbox__Enabled"] = "false",
                // A worker wants a vault, and asks both for things before anything is connected: nobody listens there.
                ["KeyVault__VaultUri"] = "https://127.0.0.1:1/",
                ["Meta__BaseAddress"] = "https://127.0.0.1:1/",
            };
            var all = Enumerable.Range(0, Replicas).Select(_ => AppProcess.Prepare(settings)).ToList();
            try
            {
                // A start that fails says why, with its last lines.
                await Task.WhenAll(all.Select(a => a.StartAgainAsync()));
                Assert.All(all, a => Assert.False(a.HasExited, a.HasExited ? a.Describe() : ""));
            }
            finally
            {
                foreach (var app in all)
                    await app.DisposeAsync();
            }
        }
    }
}
