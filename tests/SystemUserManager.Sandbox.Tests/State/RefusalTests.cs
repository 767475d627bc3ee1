using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Tests.State;

public sealed class RefusalTests
{
    private static readonly SandboxOptions Good = new() { GraphPort = 0, VaultPort = 0 };

    public static TheoryData<SandboxOptions, string> Refused { get; } =
        new()
        {
            { Good with { Environment = "Production" }, "The sandbox never runs when the environment is Production." },
            {
                Good with
                {
                    Address = "0.0.0.0",
                },
                "Sandbox:Address is '0.0.0.0', but the sandbox listens on a loopback"
            },
            { Good with { Address = "192.0.2.1" }, "Sandbox:Address is '192.0.2.1', but" },
            { Good with { Address = "localhost" }, "Sandbox:Address is 'localhost', but" },
            { Good with { GraphPort = 70000 }, "Sandbox:GraphPort is 70000, but" },
            { Good with { VaultPort = -1 }, "Sandbox:VaultPort is -1, but" },
            {
                Good with
                {
                    GraphPort = 5081,
                    VaultPort = 5081,
                },
                "Sandbox:GraphPort and Sandbox:VaultPort are both 5081"
            },
            { Good with { World = "Mars" }, "Sandbox:World is 'Mars', but there are only Demo and Empty." },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_doesn_t_start_and_says_why(SandboxOptions options, string sentence)
    {
        var refusal = await Assert.ThrowsAsync<SandboxRefusedException>(() => SandboxHost.StartAsync(options));
        Assert.StartsWith(sentence, refusal.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refusal = await Assert.ThrowsAsync<SandboxRefusedException>(() =>
            SandboxHost.StartAsync(Good with { GraphPort = port })
        );
        Assert.Contains(port.ToString(null, null), refusal.Message);
    }

    [Theory]
    [InlineData("Production", "127.0.0.1", "The sandbox never runs when the environment is Production.")]
    [InlineData(null, "127.0.0.1", "The sandbox never runs when the environment is Production.")]
    [InlineData("Development", "0.0.0.0", "Sandbox:Address is '0.0.0.0'")]
    public async Task The_program_ends_with_1_and_one_sentence(string? environment, string address, string sentence)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(SandboxHost).Assembly.Location);
        start.ArgumentList.Add($"--Sandbox:Address={address}");
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        if (environment is not null)
            start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(sentence, error);
    }
}
