using SystemUserManager.Configuration;
using SystemUserManager.Web;
using SystemUserManager.Web.Hosting;

CoreDumps.TurnOff();
if (args is [VerifyAuditCommand.Name, .. var settings])
    return await VerifyAuditCommand.RunAsync(settings);
try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddWeb();
    await using var app = builder.Build();
    app.UseWeb();
    await app.RunAsync();
    return 0;
}
catch (WrongSettingException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message} The app was not started.");
    return 1;
}
catch (OperationCanceledException)
{
    // Asked to end before the start was over; a graceful end like any other.
    return 0;
}
