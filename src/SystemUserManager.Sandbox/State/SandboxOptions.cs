using System.Net;

namespace SystemUserManager.Sandbox.State;

/// <summary>How one sandbox is started. The configuration section is <c>Sandbox</c>.</summary>
public sealed record SandboxOptions
{
    /// <summary>Port of 'Meta', http. 0 takes a free one.</summary>
    public int GraphPort { get; init; } = 5081;

    /// <summary>Port of the vault and its token endpoint, https. 0 takes a free one.</summary>
    public int VaultPort { get; init; } = 5082;

    /// <summary>Where the state and the certificate are kept. Null: in memory, gone with the process.</summary>
    public string? DataFolder { get; init; }

    /// <summary><c>Demo</c> or <c>Empty</c>. Used only when there is no state yet.</summary>
    public string World { get; init; } = "Demo";

    /// <summary>The address that both servers listen on. Anything but loopback is refused.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Production is refused: this program hands out tokens to anybody who asks.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>The clock below the sandbox's own: tests may stop it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Null when these options may be started; otherwise a sentence that names the key.</summary>
    public string? Refusal()
    {
        if (string.Equals(Environment, "Production", StringComparison.OrdinalIgnoreCase))
            return "The sandbox never runs when the environment is Production. Set ASPNETCORE_ENVIRONMENT=Development to try things out.";
        if (!IPAddress.TryParse(Address, out var address) || !IPAddress.IsLoopback(address))
            return $"Sandbox:Address is '{Address}', but the sandbox listens on a loopback address only, such as 127.0.0.1.";
        if (GraphPort is < 0 or > 65535)
            return $"Sandbox:GraphPort is {GraphPort}, but a port lies between 0 and 65535.";
        if (VaultPort is < 0 or > 65535)
            return $"Sandbox:VaultPort is {VaultPort}, but a port lies between 0 and 65535.";
        if (GraphPort == VaultPort && GraphPort != 0)
            return $"Sandbox:GraphPort and Sandbox:VaultPort are both {GraphPort}, but each server needs its own.";
        if (World is not ("Demo" or "Empty"))
            return $"Sandbox:World is '{World}', but there are only Demo and Empty.";
        return null;
    }
}

/// <summary>The sandbox doesn't start like this. The message is a sentence for the person who started it.</summary>
public sealed class SandboxRefusedException(string message) : Exception(message);
