using System.Globalization;
using SystemUserManager.Apps;
using SystemUserManager.Audit;

namespace SystemUserManager.Portfolios;

/// <summary>The audit records of portfolios.</summary>
internal static class PortfolioAudit
{
    /// <param name="portfolio">As it is now.</param>
    /// <param name="before">What <see cref="Values"/> said of it before; null: it is new.</param>
    public static AuditRecord Entered(Portfolio portfolio, string? before) =>
        About(portfolio, "Enter portfolio") with
        {
            Before = before,
            After = Values(portfolio),
        };

    public static AuditRecord ModeChanged(Portfolio portfolio, PortfolioMode before, string reason) =>
        About(portfolio, "Change mode") with
        {
            Before = AuditFields.Of(("Mode", InWords(before))),
            After = AuditFields.Of(("Mode", InWords(portfolio.Mode))),
            Reason = reason,
        };

    /// <param name="before">The labels, and who saw it through them.</param>
    public static AuditRecord LabelsChanged(
        Portfolio portfolio,
        (IReadOnlyList<string> Labels, IReadOnlyList<string> SeenBy) before,
        (IReadOnlyList<string> Labels, IReadOnlyList<string> SeenBy) after
    ) => About(portfolio, "Change labels") with { Before = Values(before), After = Values(after) };

    /// <param name="decided">What becomes of each system user's tokens, in words.</param>
    public static AuditRecord Disconnected(Portfolio portfolio, string before, string reason, string decided) =>
        About(portfolio, "Disconnect portfolio") with
        {
            Before = AuditFields.Of(("State", before)),
            After = AuditFields.Of(("State", "Disconnected"), ("Live tokens", decided)),
            Reason = reason,
        };

    public static AuditRecord ControlTokenReplaced(Portfolio portfolio, string before, string reason) =>
        About(portfolio, "Replace control token") with
        {
            Before = before,
            After = Values(portfolio),
            Reason = reason,
        };

    /// <summary>A new version was found under the same name.</summary>
    /// <param name="before">What <see cref="TokenInUse(Portfolio)"/> said before.</param>
    public static AuditRecord ControlTokenFound(Portfolio portfolio, string before) =>
        About(portfolio, "Find another control token") with
        {
            Before = before,
            After = TokenInUse(portfolio),
        };

    /// <summary>As the other, of another app.</summary>
    public static AuditRecord ControlTokenFound(PortfolioApp app, string before) =>
        About(app, "Find another control token") with
        {
            Before = before,
            After = TokenInUse(app),
        };

    /// <summary>Whose it is, and until when; nothing of its value.</summary>
    public static string TokenInUse(Portfolio portfolio) =>
        TokenInUse(portfolio.ControlTokenSecret, portfolio.ControlSystemUserGraphId, portfolio.ControlTokenExpiresAt);

    public static string TokenInUse(PortfolioApp app) =>
        TokenInUse(app.ControlTokenSecret, app.ControlSystemUserGraphId, app.ControlTokenExpiresAt);

    private static string TokenInUse(string secretName, string? systemUser, DateTimeOffset? end) =>
        AuditFields.Of(
            ("Control token's secret", secretName),
            ("System user", systemUser ?? "not known"),
            ("Ends", end?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "never")
        );

    /// <param name="before">What <see cref="Values(PortfolioApp)"/> said of it before; null: it is new.</param>
    public static AuditRecord AppEntered(PortfolioApp app, string? before, string reason) =>
        About(app, before is null ? "Add app" : "Replace the control token of an app") with
        {
            Before = before,
            After = Values(app),
            Reason = reason,
        };

    public static AuditRecord About(PortfolioApp app, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.App,
            ObjectId = () => app.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = app.Name,
            PortfolioId = () => app.PortfolioId,
        };

    /// <summary>As the other, of another app.</summary>
    public static string Values(PortfolioApp app) =>
        AuditFields.Of(
            ("App", app.AppId),
            ("Control token's secret", app.ControlTokenSecret),
            ("App secret's secret", app.AppSecretSecret)
        );

    /// <summary>What it is connected by, without a secret: their names only.</summary>
    public static string Values(Portfolio portfolio) =>
        AuditFields.Of(
            ("Business", portfolio.BusinessId),
            ("App", portfolio.AppId),
            ("Control token's secret", portfolio.ControlTokenSecret),
            ("App secret's secret", portfolio.AppSecretSecret),
            ("Vault", portfolio.VaultUri ?? "the vault of the settings"),
            ("Mode", InWords(portfolio.Mode)),
            ("Access tier", portfolio.Tier.ToString())
        );

    private static string Values((IReadOnlyList<string> Labels, IReadOnlyList<string> SeenBy) labels) =>
        AuditFields.Of(
            ("Labels", string.Join(", ", labels.Labels)),
            ("Seen through them by", string.Join(", ", labels.SeenBy))
        );

    private static string InWords(PortfolioMode mode) =>
        mode == PortfolioMode.ObserveAndAct ? "Observe and act" : "Observe only";

    public static AuditRecord About(Portfolio portfolio, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = "Portfolio",
            ObjectId = () => portfolio.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = portfolio.Name,
            PortfolioId = () => portfolio.Id,
        };
}
