namespace SystemUserManager.Audit;

/// <summary>The audit records of the daily anchor: it is a write to the vault, so before and after.</summary>
internal static class AnchorAudit
{
    public const string Action = "Anchor the audit log";

    public static AuditRecord Asked() => About(AuditOutcome.Asked);

    public static AuditRecord Written(Anchor anchor) =>
        About(AuditOutcome.Succeeded) with
        {
            After = $"row {anchor.Sequence}, {anchor.Hash}",
        };

    /// <param name="isKnown">False: it may have been written.</param>
    public static AuditRecord NotWritten(string why, bool isKnown) =>
        About(isKnown ? AuditOutcome.Failed : AuditOutcome.Unknown) with
        {
            After = why,
        };

    private static AuditRecord About(AuditOutcome outcome) =>
        new()
        {
            Action = Action,
            Outcome = outcome,
            ObjectType = "Secret",
            ObjectId = () => AnchorVault.SecretName,
            ObjectLabel = AnchorVault.SecretName,
        };
}
