using MetaGraph;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>The system user of an operation, as the app that the operation goes through has it.</summary>
internal static class SystemUserOf
{
    /// <summary>Meta's id of it, for the calls of the operation's app.</summary>
    public static Task<GraphId> GraphIdAsync(OperationRun run, CancellationToken cancellationToken) =>
        GraphIdAsync(run.Db, run.Operation, cancellationToken);

    public static async Task<GraphId> GraphIdAsync(AppDb db, Operation operation, CancellationToken cancellationToken)
    {
        if (operation.PortfolioAppId is not null)
            return new GraphId((await JoinedAsync(db, operation, cancellationToken)).GraphId);
        return new(
            await db
                .SystemUsers.Where(s => s.Id == operation.SystemUserId)
                .Select(s => s.GraphId)
                .SingleAsync(cancellationToken)
        );
    }

    /// <summary>The name in the vault of its tokens for the operation's app; made once for each app, and never that of another.</summary>
    /// <param name="first">Its name from now on, where it has none for this app yet.</param>
    public static async Task<string> SecretNameAsync(
        OperationRun run,
        string first,
        CancellationToken cancellationToken
    )
    {
        if (run.Operation.PortfolioAppId is not null)
            return (await JoinedAsync(run.Db, run.Operation, cancellationToken)).SecretName ??= first;
        var systemUser = await run.Db.SystemUsers.SingleAsync(
            s => s.Id == run.Operation.SystemUserId,
            cancellationToken
        );
        return systemUser.SecretName ??= first;
    }

    private static Task<AppScopedSystemUser> JoinedAsync(
        AppDb db,
        Operation operation,
        CancellationToken cancellationToken
    ) =>
        db.AppScopedSystemUsers.SingleAsync(
            s => s.PortfolioAppId == operation.PortfolioAppId && s.SystemUserId == operation.SystemUserId,
            cancellationToken
        );
}
