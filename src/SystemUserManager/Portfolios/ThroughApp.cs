using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <summary>The app that an operation calls Meta through, and the names of its secrets in the vault.</summary>
internal sealed record ThroughApp(string AppId, string ControlTokenSecret, string AppSecretSecret)
{
    public static ThroughApp Of(PortfolioApp app) => new(app.AppId, app.ControlTokenSecret, app.AppSecretSecret);

    /// <summary>What is to be used from now on is proved with itself, before it stands in the record.</summary>
    public static async Task<ThroughApp> OfAsync(
        AppDb db,
        Portfolio portfolio,
        Operation operation,
        CancellationToken cancellationToken
    )
    {
        if (operation.Kind == OperationKind.ReplaceControlToken)
            return new(
                portfolio.AppId,
                operation.ReadInput<ReplaceControlTokenInput>().SecretName,
                portfolio.AppSecretSecret
            );
        if (operation.Kind == OperationKind.AddApp)
        {
            var asked = operation.ReadInput<AddAppInput>();
            return new(asked.AppId, asked.ControlTokenSecret, asked.AppSecretSecret);
        }

        return operation.PortfolioAppId is { } id
            ? Of(await db.PortfolioApps.AsNoTracking().SingleAsync(a => a.Id == id, cancellationToken))
            : new(portfolio.AppId, portfolio.ControlTokenSecret, portfolio.AppSecretSecret);
    }
}
