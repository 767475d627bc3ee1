namespace SystemUserManager.Audit;

/// <summary>The audit log took no row, so the change that the row spoke of was not made.</summary>
public sealed class AuditNotWrittenException(Exception inner)
    : Exception("The audit log can't be written, so nothing was done.", inner);
