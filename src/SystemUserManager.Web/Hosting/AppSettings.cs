using SystemUserManager.Configuration;
using SystemUserManager.Data;
using SystemUserManager.Findings;

namespace SystemUserManager.Web.Hosting;

/// <summary>Every setting of the host, read and checked before anything is built.</summary>
public sealed record AppSettings(
    HostRole Role,
    DatabaseOptions Database,
    WebOptions Web,
    KeyProtectionOptions KeyProtection,
    SetupOptions Setup,
    SignInOptions SignIn,
    OpenIdConnectSettings? OpenIdConnect,
    SandboxOptions Sandbox,
    DataFolder Data
)
{
    /// <exception cref="WrongSettingException">A setting doesn't fit; the message names its key.</exception>
    public static AppSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        RefuseUnsafeSwitches();
        var settings = new Settings(configuration);
        var role = settings.OneOf("Host:Role", HostRole.All);
        var data = new DataFolder(Path.GetFullPath(settings.Text("Data:Folder", "data"), environment.ContentRootPath));
        var read = new AppSettings(
            role,
            DatabaseSettings.Read(settings, role, data),
            WebOptions.Read(settings, role, environment),
            KeyProtectionOptions.Read(settings, role, environment),
            SetupOptions.Read(settings),
            SignInOptions.Read(settings, environment),
            role.HasPages() ? OpenIdConnectSettings.Read(settings, environment) : null,
            SandboxOptions.Read(settings, role, environment, data),
            data
        );
        PolicyOptions.Check(settings);
        if (role.Works())
            WorkerSettings.Check(configuration, settings, read.Sandbox.Enabled, environment.IsDevelopment());
        return read;
    }

    /// <summary>
    /// With the first switch on, the framework writes the addresses of outgoing calls into the log as they are; with the
    /// last, a crash writes the process's memory, and a token in it, to disk.
    /// </summary>
    private static void RefuseUnsafeSwitches()
    {
        const string Dump = "DbgEnableMiniDump";
        const string Switch = "System.Net.Http.DisableUriRedaction";
        const string Variable = "DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION";
        var variable = Environment.GetEnvironmentVariable(Variable);
        if (AppContext.TryGetSwitch(Switch, out var on) && on)
            throw new WrongSettingException($"The switch {Switch} is on, which would write secrets into logs.");
        if (variable is "1" || string.Equals(variable, "true", StringComparison.OrdinalIgnoreCase))
            throw new WrongSettingException($"{Variable} is on, which would write secrets into logs.");
        foreach (var dump in new[] { $"DOTNET_{Dump}", $"COMPlus_{Dump}" })
        {
            // The runtime reads a hexadecimal number.
            if (Environment.GetEnvironmentVariable(dump) is { } value && value.Trim().TrimStart('0') is { Length: > 0 })
                throw new WrongSettingException(
                    $"{dump} is on: a crash would write the tokens in memory into a file. Unset it or set it to 0."
                );
        }
    }
}
