using SystemUserManager.Configuration;
using SystemUserManager.Operations;

namespace SystemUserManager.Web.Hosting;

/// <summary>The section <c>Sandbox</c>: the stand-in for Meta and for the vault, on this machine alone.</summary>
public sealed record SandboxOptions
{
    private static readonly string[] Services = ["Meta:BaseAddress", "KeyVault:VaultUri"];

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

    /// <summary>Where a step is made to fail, once: for tests of what survives it. Default: none.</summary>
    public Failpoint? Failpoint { get; init; }

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
            Failpoint = ReadFailpoint(settings, enabled && role.Works()),
            DataFolder = Path.GetFullPath(
                settings.Text("Sandbox:DataFolder", Path.Combine(data.Root, "sandbox")),
                environment.ContentRootPath
            ),
        };
    }

    /// <summary>Honoured only where Meta and the vault are the sandbox, on this machine.</summary>
    private static Failpoint? ReadFailpoint(Settings settings, bool withSandbox)
    {
        const string Key = "Sandbox:Failpoint";
        if (settings.Text(Key) is not { } text)
            return null;
        var real = Services.FirstOrDefault(key => settings.Address(key) is { IsLoopback: false });
        if (!withSandbox || real is not null)
            throw new WrongSettingException(
                $"{Key} is set, but {(real is null ? "there is no sandbox" : $"{real} is a real service")}: steps are made to fail beside the sandbox alone."
            );
        try
        {
            return Failpoint.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new WrongSettingException($"{Key} is \"{text}\", but {wrong.Message}.", wrong);
        }
    }
}
