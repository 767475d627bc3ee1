using System.Globalization;
using SystemUserManager.Audit;

namespace SystemUserManager.People;

/// <summary>What the audit log says of accounts. No password, and nothing that an unknown person typed, ever stands in it.</summary>
public static class AccountAudit
{
    public static AuditRecord SignedOut(Account account) => ByItself("Sign out", account);

    /// <param name="account">null: no account has the e-mail; what was typed isn't kept, it may be a password.</param>
    public static AuditRecord SignInFailed(Account? account) =>
        account is null
            ? new AuditRecord
            {
                Action = "Sign in",
                Outcome = AuditOutcome.Failed,
                ObjectType = nameof(Account),
                ObjectId = () => "",
                ObjectLabel = "An unknown e-mail",
                Actor = (0, "nobody"),
            }
            : Of("Sign in", account) with
            {
                Outcome = AuditOutcome.Failed,
                Actor = (0, "nobody"),
            };

    public static AuditRecord LockedOut(Account account, DateTimeOffset until) =>
        Of("Lock account", account) with
        {
            Actor = (0, "nobody"),
            After = $"locked until {Utc(until)} after {PasswordTries.BeforeLock} wrong passwords",
        };

    public static AuditRecord Unlocked(Account account, DateTimeOffset? until) =>
        Of("Unlock account", account) with
        {
            Before = State(until is { } time ? $"locked until {Utc(time)}" : "not locked"),
            After = State("not locked"),
        };

    public static AuditRecord FirstAdministratorSetUp(Account account, string how) =>
        ByItself("Set up first administrator", account) with
        {
            After = $"Administrator on all portfolios, by {how}",
        };

    public static AuditRecord Created(Account account, string roles) =>
        Of("Create account", account) with
        {
            After = AuditFields.Of(
                ("Name", account.Name),
                ("E-mail", account.Email),
                ("Roles", roles),
                ("Last day", LastDay(account.EndsAt))
            ),
        };

    public static AuditRecord CreatedByProvider(Account account, string roles, string provider) =>
        ByItself("Create account", account) with
        {
            After = AuditFields.Of(
                ("Name", account.Name),
                ("E-mail", account.Email),
                ("Roles", roles),
                ("Signs in through", provider)
            ),
        };

    /// <summary>From now on the account is also found by what the provider calls the person.</summary>
    public static AuditRecord JoinedToProvider(Account account, string provider) =>
        ByItself("Join account to identity provider", account) with
        {
            After = AuditFields.Of(("Signs in through", provider)),
        };

    public static AuditRecord RolesChangedByProvider(Account account, string before, string after) =>
        RolesChanged(account, before, after) with
        {
            Actor = (account.Id, Label(account)),
            Reason = "The groups that the identity provider named.",
        };

    /// <param name="before">E-mail of the one before, or "none".</param>
    public static AuditRecord BreakGlassChosen(Account account, string before) =>
        Of("Choose break-glass account", account) with
        {
            Before = AuditFields.Of(("Break-glass account", before)),
            After = AuditFields.Of(("Break-glass account", account.Email)),
        };

    public static AuditRecord EndDateSet(Account account, DateTimeOffset? before) =>
        Of("Change end date", account) with
        {
            Before = AuditFields.Of(("Last day", LastDay(before))),
            After = AuditFields.Of(("Last day", LastDay(account.EndsAt))),
        };

    public static AuditRecord RolesChanged(Account account, string before, string after) =>
        Of("Change roles", account) with
        {
            Before = AuditFields.Of(("Roles", before)),
            After = AuditFields.Of(("Roles", after)),
        };

    public static AuditRecord Ended(Account account, string reason, string? ticket) =>
        Of("End account", account) with
        {
            Before = State("open"),
            After = State("ended"),
            Reason = reason,
            Ticket = ticket?.Trim(),
        };

    public static AuditRecord Reopened(Account account, string reason, string? ticket) =>
        Of("Reopen account", account) with
        {
            Before = State("ended"),
            After = State("open"),
            Reason = reason,
            Ticket = ticket?.Trim(),
        };

    public static AuditRecord PasswordChanged(Account account) => Of("Change password", account);

    public static AuditRecord PasswordSet(Account account) =>
        Of("Set password", account) with
        {
            After = "must be changed at the next sign-in",
        };

    public static AuditRecord PasswordChangeFailed(Account account) =>
        Of("Change password", account) with
        {
            Outcome = AuditOutcome.Failed,
        };

    /// <summary>Somebody who is signed in asked for what the roles don't allow.</summary>
    public static AuditRecord Refused(string method, string path) =>
        new()
        {
            Action = method is "GET" or "HEAD" ? "Open page" : "Send form",
            Outcome = AuditOutcome.Refused,
            ObjectType = "Page",
            ObjectId = () => path,
            ObjectLabel = path,
        };

    internal static AuditRecord Of(string action, Account account) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = nameof(Account),
            ObjectId = () => account.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = Label(account),
        };

    /// <summary>At these moments nobody is the current user yet: the account acts for itself. It must be saved already.</summary>
    internal static AuditRecord ByItself(string action, Account account) =>
        Of(action, account) with
        {
            Actor = (account.Id, Label(account)),
        };

    private static string State(string words) => AuditFields.Of(("State", words));

    private static string LastDay(DateTimeOffset? endsAt) =>
        EndDate.LastDay(endsAt)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no end";

    private static string Label(Account account) => $"{account.Name} <{account.Email}>";

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
