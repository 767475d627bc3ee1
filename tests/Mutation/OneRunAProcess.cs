using SystemUserManager.Tests.Mutation;

[assembly: AssemblyFixture(typeof(OneRunAProcess))]

namespace SystemUserManager.Tests.Mutation;

/// <summary>
/// Stryker keeps a test process for many mutants, and with it whatever static fields came to hold under an earlier one:
/// a dictionary that was broken once goes on "killing" mutants that no test would find. So a process that is asked to
/// run a second time ends before the first test; Stryker then asks a new one.
/// </summary>
public sealed class OneRunAProcess
{
    private static int _runs;

    public OneRunAProcess()
    {
        if (Interlocked.Increment(ref _runs) > 1)
            Environment.Exit(0);
    }
}
