namespace SystemUserManager.Sandbox.Graph;

public static class GraphServer
{
    public static void MapGraph(this WebApplication app, SandboxHost sandbox)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(sandbox);
    }
}
