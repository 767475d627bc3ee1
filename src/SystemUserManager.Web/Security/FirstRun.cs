using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SystemUserManager.Configuration;
using SystemUserManager.People;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// While there is no account: makes the one of the settings, or prints a one-time code for <c>/Setup</c>, and another
/// one each time a code expires.
/// </summary>
internal sealed partial class FirstRun(
    IServiceScopeFactory scopes,
    SetupOptions setup,
    SchemaState schema,
    WebOptions web,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<FirstRun> logger
) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Where the schema fits already, the account is there before the first page is.
        if (schema.Fits.IsCompleted)
            await MakeAccountOfSettingsAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Fits.WaitAsync(stoppingToken);
        await MakeAccountOfSettingsAsync(stoppingToken);
        // Only a started server knows its address.
        await lifetime.ApplicationStarted.WaitAsync(stoppingToken);
        while (await MakeCodeAsync(stoppingToken) is { } code)
        {
            // Counted from here: who reads the line may find its hour already begun.
            var end = Task.Delay(MakeSetupCode.ValidFor, time, stoppingToken);
            LogFirstRun(logger, SetupAddress(), code);
            await end;
        }
    }

    private async Task MakeAccountOfSettingsAsync(CancellationToken cancellationToken)
    {
        if (setup is not { AdministratorEmail: { } email, AdministratorPassword: { } password })
            return;
        await using var scope = scopes.CreateAsyncScope();
        var act = scope.ServiceProvider.GetRequiredService<SetUpFirstAdministrator>();
        if (!await act.IsNeededAsync(cancellationToken))
            return;
        var made = await act.FromSettingsAsync(new("Administrator", email, password), cancellationToken);
        if (made.Succeeded)
            LogMade(logger, made.Value.Id);
        else if (made.Problems[0] is not AlreadySetUp)
            throw new WrongSettingException(
                $"Setup:Administrator{made.Problems[0].Field ?? "Email"} doesn't fit: {made.Problems[0].Sentence}"
            );
    }

    private async Task<string?> MakeCodeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MakeSetupCode>().RunAsync(cancellationToken);
    }

    private string SetupAddress()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
        var root = web.PublicUrl?.ToString() ?? addresses?.FirstOrDefault() ?? "";
        // A server that listens everywhere is reached here by this name.
        root = root.Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal);
        return $"{root.TrimEnd('/')}/Setup";
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "First run: open {SetupAddress} and enter {SetupCode} (valid 60 minutes, once)"
    )]
    private static partial void LogFirstRun(ILogger logger, string setupAddress, string setupCode);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Made the first administrator from Setup:AdministratorEmail (account {AccountId})"
    )]
    private static partial void LogMade(ILogger logger, long accountId);
}

internal static class FirstRunSetup
{
    public static void AddFirstRun(this IServiceCollection services, SetupOptions setup)
    {
        services.AddSingleton(setup);
        services.AddHostedService<FirstRun>();
    }

    public static async Task WaitAsync(this CancellationToken moment, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = moment.Register(() => reached.TrySetResult());
        await reached.Task.WaitAsync(cancellationToken);
    }
}
