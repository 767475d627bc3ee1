using SystemUserManager.Operations;

namespace SystemUserManager.Tokens;

/// <summary>A token that Meta still calls valid after its revocation: looked at again for an hour, then it is an alarm.</summary>
internal sealed class DeathWatch(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
    ];

    public StepResult StillAlive(OperationRun run) =>
        time.GetUtcNow() - run.Step.FirstStartedAt >= Patience
            ? StepFailures.Ask(
                run,
                "ALARM: an hour after its revocation Meta still says that the token is valid. It is not revoked. End it by hand in Meta Business Suite → Settings → System users → Revoke tokens."
            )
            : new StepResult.Later(
                Pauses[Math.Min(run.Step.Attempts, Pauses.Length) - 1],
                "Meta took the revocation, but still says that the token is valid; looking again."
            );
}
