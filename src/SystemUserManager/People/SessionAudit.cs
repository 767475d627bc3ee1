using System.Globalization;
using SystemUserManager.Audit;

namespace SystemUserManager.People;

/// <summary>What the audit log says of sessions and second factors. No code, no key and no recovery code stands in it.</summary>
public static class SessionAudit
{
    public static AuditRecord Began(Account account, Session session) =>
        AccountAudit.ByItself("Sign in", account) with
        {
            After = $"by {session.Method}",
        };

    /// <summary>The password was right, and something else is asked for before a session begins.</summary>
    public static AuditRecord PasswordGiven(Account account) =>
        AccountAudit.ByItself("Give password", account) with
        {
            After = "a second factor is asked for",
        };

    public static AuditRecord CodeWrong(Account account) =>
        AccountAudit.SignInFailed(account) with
        {
            After = "wrong code",
        };

    public static AuditRecord RecoveryCodeUsed(Account account, int left) =>
        AccountAudit.ByItself("Use recovery code", account) with
        {
            After = string.Create(CultureInfo.InvariantCulture, $"{left} left"),
        };

    public static AuditRecord Proved(Account account, string how) =>
        AccountAudit.Of("Prove who it is", account) with
        {
            After = $"by {how}",
        };

    public static AuditRecord ProofFailed(Account account, string how) =>
        AccountAudit.Of("Prove who it is", account) with
        {
            Outcome = AuditOutcome.Failed,
            After = $"by {how}",
        };

    /// <param name="which">Which sessions, in words.</param>
    public static AuditRecord Ended(Account account, string which, int count) =>
        AccountAudit.Of("End sessions", account) with
        {
            After = string.Create(CultureInfo.InvariantCulture, $"{which}: {count} ended"),
        };

    public static AuditRecord TwoFactorSetUp(Account account) => AccountAudit.Of("Set up two-factor", account);

    public static AuditRecord TwoFactorTurnedOff(Account account) => AccountAudit.Of("Turn off two-factor", account);

    public static AuditRecord RecoveryCodesMade(Account account) => AccountAudit.Of("Make recovery codes", account);

    public static AuditRecord TwoFactorReset(Account account, string had, string reason, string? ticket) =>
        AccountAudit.Of("Reset second factor", account) with
        {
            Before = AuditFields.Of(("Second factor", had)),
            After = AuditFields.Of(("Second factor", "none")),
            Reason = reason,
            Ticket = ticket?.Trim(),
        };

    public static AuditRecord PasskeyAdded(Account account, string name) =>
        AccountAudit.Of("Add passkey", account) with
        {
            After = AuditFields.Of(("Passkey", name)),
        };

    public static AuditRecord PasskeyRenamed(Account account, string before, string after) =>
        AccountAudit.Of("Rename passkey", account) with
        {
            Before = AuditFields.Of(("Passkey", before)),
            After = AuditFields.Of(("Passkey", after)),
        };

    public static AuditRecord PasskeyRemoved(Account account, string name) =>
        AccountAudit.Of("Remove passkey", account) with
        {
            Before = AuditFields.Of(("Passkey", name)),
        };
}
