using SystemUserManager.Audit;

namespace SystemUserManager.Data;

/// <summary>The audit records of the database itself.</summary>
internal static class DatabaseAudit
{
    public static AuditRecord WentOnAfterKilledMigration() =>
        new()
        {
            Action = "Bring the database up to date",
            Outcome = AuditOutcome.Succeeded,
            ObjectType = "Database",
            ObjectId = () => "",
            ObjectLabel = "Database",
            After =
                "A process was killed while it did this; this one removed the mark that it left and ended the work.",
            Actor = (0, "System User Manager"),
        };
}
