using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Operations;

namespace SystemUserManager.SystemUsers;

/// <summary>The audit records of what is said here of system users and of their consumers, without an operation at Meta.</summary>
internal static class SystemUserAudit
{
    public static AuditRecord Edited(SystemUser systemUser, string before, string after, ActRequest act) =>
        About(systemUser, "Edit system user") with
        {
            Before = before,
            After = after,
            Reason = act.Reason.Trim(),
            Ticket = string.IsNullOrWhiteSpace(act.Ticket) ? null : act.Ticket.Trim(),
        };

    /// <param name="tokenId">The one that it works with.</param>
    public static AuditRecord ConsumerConfirmed(Consumer consumer, long tokenId) =>
        About(consumer.SystemUser, "Confirm that a consumer works with a token") with
        {
            After = AuditFields.Of(("Tool", consumer.Tool), ("Token", Text(tokenId))),
        };

    public static AuditRecord LinkMade(Consumer consumer, long tokenId, DateTimeOffset validUntil) =>
        About(consumer.SystemUser, "Make a confirmation link") with
        {
            After = AuditFields.Of(
                ("Tool", consumer.Tool),
                ("Token", Text(tokenId)),
                ("Valid until", validUntil.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            ),
        };

    /// <summary>What the form of the record holds.</summary>
    /// <param name="whys">Why grants go beyond the purpose preset; empty: none does, or nobody said.</param>
    public static string Fields(
        SystemUser systemUser,
        string? owner,
        string? successor,
        string whys,
        IEnumerable<Consumer> consumers
    ) =>
        AuditFields.Of([
            ("Purpose", systemUser.Purpose),
            ("Purpose preset", PurposePresets.Find(systemUser.Preset)?.Name ?? systemUser.Preset),
            ("Why more than it needs", whys),
            ("Environment", systemUser.Environment?.ToString()),
            ("Owner", owner),
            ("Successor", successor),
            ("Next review", systemUser.NextReviewOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("Used by", string.Join("; ", consumers.Select(Words).Order(StringComparer.Ordinal))),
        ]);

    private static string Words(Consumer consumer) =>
        $"{consumer.Tool} ({string.Join(", ", new[] { consumer.RunsAt, consumer.Contact, consumer.Delivery.ToString() }.OfType<string>())})";

    public static AuditRecord About(SystemUser systemUser, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.SystemUser,
            ObjectId = () => Text(systemUser.Id),
            ObjectLabel = systemUser.Name,
            PortfolioId = () => systemUser.PortfolioId,
        };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
