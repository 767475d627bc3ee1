using System.Reflection;
using SystemUserManager.Operations;

namespace SystemUserManager.Web.Hosting;

/// <summary>Registers the sandbox's addresses and the process behind them, where it is enabled.</summary>
internal static class SandboxSetup
{
    public static void AddSandbox(this IServiceCollection services, AppSettings settings)
    {
        if (!settings.Sandbox.Enabled)
            return;
        services.AddSingleton(settings.Sandbox);
        services.AddSingleton(settings.Sandbox.Addresses);
        services.AddHostedService<SandboxProcess>();
        if (settings.Sandbox.Failpoint is { } failpoint)
            services.AddSingleton(failpoint);
    }

    /// <summary>
    /// The sandbox's program, built beside this one and never published with it; the path between the two comes out of
    /// the build. null: it isn't there.
    /// </summary>
    public static string? FindProgram()
    {
        var relative = typeof(SandboxSetup)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "SandboxProgram")
            ?.Value;
        if (relative is null)
            return null;
        var program = Path.GetFullPath(
            relative.Replace('\\', Path.DirectorySeparatorChar),
            Path.GetDirectoryName(typeof(SandboxSetup).Assembly.Location) is { Length: > 0 } own
                ? own
                : AppContext.BaseDirectory
        );
        return File.Exists(program) ? program : null;
    }
}
