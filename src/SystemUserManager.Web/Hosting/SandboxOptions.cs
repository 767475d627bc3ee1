using SystemUserManager.Configuration;

namespace SystemUserManager.Web.Hosting;

/// <summary>The section <c>Sandbox</c>: the stand-in for Meta and for the vault, on this machine alone.</summary>
public sealed record SandboxOptions
{
    /// <summary>Default: true in Development with role All. Refused outside Development; no effect in role Web.</summary>
    public bool Enabled { get; init; }

    /// <summary>Default: 5081.</summary>
    public int GraphPort { get; init; } = 5081;

    /// <summary>Default: 5082.</summary>
    public int VaultPort { get; init; } = 5082;

    /// <summary>Which made-up businesses a new sandbox starts with; null: the sandbox's own default.</summary>
    public string? World { get; init; }

    /// <summary>Where it keeps its state, a full path. Default: <c>data/sandbox</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The step after which this process kills itself: for tests of what survives it. Default: none.</summary>
    public string? KillAfterStep { get; init; }

    public SandboxAddresses Addresses =>
        new(
            new Uri($"http://127.0.0.1:{GraphPort}/"),
            new Uri($"https://127.0.0.1:{VaultPort}/"),
            Path.Combine(DataFolder, "vault.cer")
        );

    public static SandboxOptions Read(Settings settings, HostRole role, IHostEnvironment environment, DataFolder data)
    {
        var development = environment.IsDevelopment();
        var enabled = settings.Flag("Sandbox:Enabled", development && role == HostRole.All);
        if (enabled && !development)
            throw new WrongSettingException(
                $"Sandbox:Enabled is true, but the environment is {environment.EnvironmentName}: the sandbox is for Development alone."
            );
        return new SandboxOptions
        {
            Enabled = enabled && role.Works(),
            GraphPort = settings.Number("Sandbox:GraphPort", 5081, 1, 65535),
            VaultPort = settings.Number("Sandbox:VaultPort", 5082, 1, 65535),
            World = settings.Text("Sandbox:World"),
            KillAfterStep = settings.Text("Sandbox:KillAfterStep"),
            DataFolder = Path.GetFullPath(
                settings.Text("Sandbox:DataFolder", Path.Combine(data.Root, "sandbox")),
                environment.ContentRootPath
            ),
        };
    }
}
