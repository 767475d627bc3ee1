using SystemUserManager.Operations;

namespace SystemUserManager.SystemUsers;

/// <summary>The step that installs the portfolio's app on a system user, which tokens for the app need.</summary>
internal static class AppInstallation
{
    public static async Task<StepResult> InstallAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        // Installing again what is installed changes nothing, so that a repetition needs no look.
        await session.Graph.SystemUsers.InstallAppAsync(id, session.AppId, CancellationToken.None);
        return new StepResult.Done("The app is installed on it.");
    }
}
