using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Audit;

/// <summary>
/// Asks that the whole audit log be verified, by a worker, which can read the anchors in the vault. Changes nothing.
/// Role needed: Auditor on all portfolios, because the log is one chain through all of them.
/// </summary>
public sealed class VerifyAudit(AppDb db, CurrentUser user, AskOperation ask)
{
    public const string VerifyLog = "Verify the audit log";

    /// <summary>Verifying harms so little that nobody should have to make one up.</summary>
    public const string UsualReason = "Verify now";

    public static readonly IReadOnlyList<string> Plan = [VerifyLog];

    public async Task<Result<long>> AskAsync(ActRequest request, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Auditor))
            return new NotAllowed("verify the audit log");
        if (request.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (await ask.FindAskedBeforeAsync(request.RequestKey, cancellationToken) is { } before)
            return before;
        var running = await db
            .Operations.Where(o => o.Kind == OperationKind.VerifyAudit)
            .Where(o => o.State == OperationState.Waiting || o.State == OperationState.Running)
            .Select(o => (long?)o.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (running is { } id)
            return id;
        var operation = ask.New(OperationKind.VerifyAudit, null, VerifyLog, request, isChange: false);
        return await ask.SaveAsync(operation, Plan, null, cancellationToken);
    }
}

/// <summary>The worker's half of <see cref="VerifyAudit"/>.</summary>
internal sealed class VerifyAuditWork(VerifyAuditLog verify) : IOperationWork
{
    public OperationKind Kind => OperationKind.VerifyAudit;

    public IReadOnlyList<WorkStep> Steps => [new(VerifyAudit.VerifyLog, StepEffect.Reads, VerifyAsync)];

    public string Summarize(Operation operation) => operation.Steps[0].Message!;

    private async Task<StepResult> VerifyAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var found = await verify.RunAsync(cancellationToken);
        run.Step.WriteFacts(found);
        return new StepResult.Done(found.Words, Warning: !found.IsWhole || found.AnchorsProblem is not null);
    }
}
