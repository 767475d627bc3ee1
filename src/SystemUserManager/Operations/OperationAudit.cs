using SystemUserManager.Audit;

namespace SystemUserManager.Operations;

/// <summary>The audit records of operations: asked, each outside effect before and after, a person's choice, the end.</summary>
internal static class OperationAudit
{
    public static AuditRecord Asked(Operation operation, string? after = null) =>
        About(operation, operation.Title, AuditOutcome.Asked) with
        {
            Reason = operation.Reason,
            Ticket = operation.Ticket,
            After = after,
        };

    public static AuditRecord Refused(string act, long portfolioId, string label, string why) =>
        new()
        {
            Action = act,
            Outcome = AuditOutcome.Refused,
            ObjectType = "Operation",
            ObjectId = () => "",
            ObjectLabel = label,
            PortfolioId = () => portfolioId,
            After = why,
        };

    public static AuditRecord StepAsked(Operation operation, OperationStep step) =>
        About(operation, step.Name, AuditOutcome.Asked) with
        {
            After = step.Attempts > 1 ? $"attempt {step.Attempts}" : null,
        };

    public static AuditRecord StepEnded(Operation operation, OperationStep step, AuditOutcome outcome) =>
        About(operation, step.Name, outcome) with
        {
            After = step.Message,
        };

    public static AuditRecord Chosen(Operation operation, OperationChoice choice, string? reason) =>
        About(operation, $"Choose: {choice}", AuditOutcome.Asked) with
        {
            Before = operation.Outcome,
            Reason = reason,
        };

    public static AuditRecord Ended(Operation operation) =>
        About(
            operation,
            operation.Title,
            operation.State switch
            {
                OperationState.Done => AuditOutcome.Succeeded,
                OperationState.NeedsAttention => AuditOutcome.Unknown,
                _ => AuditOutcome.Failed,
            }
        ) with
        {
            After = operation.Outcome,
        };

    public static AuditRecord SecretRead(Operation operation, string secretName) =>
        About(operation, "Read a secret's value", AuditOutcome.Asked) with
        {
            ObjectType = "Secret",
            ObjectId = () => secretName,
            ObjectLabel = secretName,
        };

    private static AuditRecord About(Operation operation, string action, AuditOutcome outcome) =>
        new()
        {
            Action = action,
            Outcome = outcome,
            ObjectType = "Operation",
            ObjectId = () => operation.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ObjectLabel = operation.Title,
            PortfolioId = () => operation.PortfolioId,
            OperationId = () => operation.Id,
        };
}
