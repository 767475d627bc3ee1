namespace SystemUserManager.Operations;

/// <summary>What a step touches outside: anything but reading is audited before and after.</summary>
public enum StepEffect
{
    Reads,
    ReadsSecret,
    Changes,
}

/// <summary>One step of the worker's half of an act: its name in the plan, what it touches, what it does.</summary>
internal sealed record WorkStep(
    string Name,
    StepEffect Effect,
    Func<OperationRun, CancellationToken, Task<StepResult>> Do
);

/// <summary>
/// The worker's half of an act: its steps in order, the same names as the plan that the asking half wrote down. Each
/// step may be run again after a crash or an unheard answer (<see cref="OperationRun.IsRepeat"/>): it then looks before
/// it repeats a change.
/// </summary>
internal interface IOperationWork
{
    OperationKind Kind { get; }

    IReadOnlyList<WorkStep> Steps { get; }

    /// <summary>What to say when everything is done.</summary>
    string Summarize(Operation operation);

    /// <summary>What a step should do about a failure that is special to it; null: the ordinary answer.</summary>
    StepResult? Explain(OperationRun run, Exception failure) => null;
}
