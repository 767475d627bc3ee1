namespace SystemUserManager.Audit;

/// <summary>
/// Something to be written into the audit log with the change it speaks of. Made by the named factories of each area
/// (<c>OperationAudit</c>, <c>AccountAudit</c>, …), handed to <see cref="Data.AppDb.Audit"/>.
/// </summary>
public sealed record AuditRecord
{
    /// <summary>What was done, as the pages say it: "Create system user", "Sign in".</summary>
    public required string Action { get; init; }

    public required AuditOutcome Outcome { get; init; }

    public required string ObjectType { get; init; }

    /// <summary>Asked only after the change is saved, so that a new object's id is known.</summary>
    public required Func<string> ObjectId { get; init; }

    public required string ObjectLabel { get; init; }

    public Func<long?>? PortfolioId { get; init; }

    public Func<long?>? OperationId { get; init; }

    /// <summary>The state before, readable, without secrets; null: there was none.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }

    public string? Reason { get; init; }

    public string? Ticket { get; init; }

    /// <summary>Who did it, where that isn't the current user (a failed sign-in); null: the current user.</summary>
    public (long Id, string Name)? Actor { get; init; }
}
