using SystemUserManager.Operations;

namespace SystemUserManager.Tests.Fixture;

/// <summary>Where a test steps in while an operation runs: before a step has any effect, and after it before that is written down.</summary>
internal sealed class StepWatch
{
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;
}

internal sealed class WatchedWork(IOperationWork work, StepWatch watch) : IOperationWork
{
    public OperationKind Kind => work.Kind;

    public IReadOnlyList<WorkStep> Steps =>
        [
            .. work.Steps.Select(step =>
                step with
                {
                    Do = async (run, cancellationToken) =>
                    {
                        await watch.Before(step.Name);
                        var result = await step.Do(run, cancellationToken);
                        await watch.After(step.Name);
                        return result;
                    },
                }
            ),
        ];

    public string Summarize(Operation operation) => work.Summarize(operation);

    public StepResult? Explain(OperationRun run, Exception failure) => work.Explain(run, failure);
}
