[assembly: AssemblyFixture(typeof(SystemUserManager.Tests.Shared.TestPostgresEnd))]

namespace SystemUserManager.Tests.Shared;

/// <summary>After the last test, because a process that ends is not waited for as long as a stop may take.</summary>
public sealed class TestPostgresEnd : IDisposable
{
    public void Dispose() => TestPostgres.StopIfStarted();
}
