using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>One app over one SQLite file, for all that happens to such a file: the tests leave it running.</summary>
public sealed class SqliteSite : IAsyncLifetime
{
    /// <summary>Seconds that a statement waits for the file.</summary>
    private const int Patient = 8;

    /// <summary><c>SOAK_HELD=1</c>: everything waits as long as in production.</summary>
    public static bool WaitsAsInProduction { get; } = Soak.Number("SOAK_HELD", 0) == 1;

    public CrashSite Site { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Site = await CrashSite.OpenAsync(
            DatabaseProvider.Sqlite,
            connection: WaitsAsInProduction ? "" : $";Default Timeout={Patient}",
            isQuick: !WaitsAsInProduction
        );

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SqliteSiteCollection : ICollectionFixture<SqliteSite>
{
    public const string Name = "One SQLite file";
}
