using System.Runtime.InteropServices;
using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.State;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var options = (configuration.GetSection("Sandbox").Get<SandboxOptions>() ?? new SandboxOptions()) with
{
    Environment =
        configuration["environment"]
        ?? configuration["DOTNET_ENVIRONMENT"]
        ?? configuration["ASPNETCORE_ENVIRONMENT"]
        // Who says nothing means Production, as everywhere in .NET.
        ?? "Production",
};

try
{
    await using var host = await SandboxHost.StartAsync(options);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    Console.WriteLine($"Sandbox: Graph on {host.GraphAddress}, vault on {host.VaultAddress}.");
    await host.StopAsked;
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        host.AskToStop();
    }
}
catch (SandboxRefusedException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}
