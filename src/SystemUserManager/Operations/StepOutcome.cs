using SystemUserManager.Audit;

namespace SystemUserManager.Operations;

/// <summary>What a step's result makes of the step and of its operation.</summary>
internal static class StepOutcome
{
    /// <param name="from">
    /// When a wait begins: by the database's clock, by which the operation is taken up again. A worker whose clock is behind
    /// would look again before anything settled.
    /// </param>
    /// <param name="settle">How long to wait before looking whether an unheard change happened.</param>
    public static AuditOutcome Apply(
        Operation operation,
        OperationStep step,
        StepResult result,
        DateTimeOffset now,
        DateTimeOffset from,
        TimeSpan settle
    )
    {
        switch (result)
        {
            case StepResult.Done done:
                return End(step, StepState.Done, done.Message, now, AuditOutcome.Succeeded, done.Warning);
            case StepResult.Skipped skipped:
                return End(step, StepState.Skipped, skipped.Message, now, AuditOutcome.Succeeded);
            case StepResult.Later later:
                step.State = StepState.Pending;
                step.Message = later.Why;
                operation.Wait(from + later.Pause, later.Why);
                return AuditOutcome.Waiting;
            case StepResult.Unknown unknown:
                step.State = StepState.Unknown;
                step.Message = unknown.Why;
                operation.Wait(from + settle, unknown.Why);
                return AuditOutcome.Unknown;
            case StepResult.NeedsAttention attention:
                operation.AskFor($"{attention.Sentence} {Progress.Of(operation)}", attention.Choices);
                return End(step, StepState.Failed, attention.Sentence, now, AuditOutcome.Failed);
            case StepResult.Failed failed:
                operation.End(OperationState.Failed, $"{failed.Sentence} {Progress.Of(operation)}", now);
                return End(step, StepState.Failed, failed.Sentence, now, AuditOutcome.Failed);
            default:
                throw new InvalidOperationException($"No such step result: {result.GetType().Name}");
        }
    }

    private static AuditOutcome End(
        OperationStep step,
        StepState state,
        string message,
        DateTimeOffset now,
        AuditOutcome outcome,
        bool warning = false
    )
    {
        step.State = state;
        step.Message = message;
        step.HasWarning = warning;
        step.EndedAt = now;
        return outcome;
    }
}
