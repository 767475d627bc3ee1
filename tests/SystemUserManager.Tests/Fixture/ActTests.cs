using SystemUserManager.Data;

namespace SystemUserManager.Tests.Fixture;

/// <summary>Tests of acts: a world of its own for each test, on both databases by two subclasses.</summary>
public abstract class ActTests(DatabaseProvider provider, string metaWorld = "Demo") : IAsyncLifetime
{
    protected World World { get; private set; } = null!;

    protected DatabaseProvider Provider => provider;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(provider, metaWorld);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
