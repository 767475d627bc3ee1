using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.State;

public sealed class GraphState(Journal journal, SandboxClock clock)
{
    public void LoadOrMake(string world, KeyVaultStore vault)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(vault);
        _ = journal.IsEmpty;
        _ = clock.Offset;
    }
}
