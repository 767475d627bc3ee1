using MetaGraph.Http;
using Microsoft.Extensions.Options;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

/// <summary>
/// The ordinary answer to a failure in a step: wait (throttle, outage), look again (an unheard change), ask a person
/// (a right is missing, a token is dead), or end cleanly. One table for all acts; an act explains what is special to it.
/// </summary>
internal sealed class StepFailures(IOptions<OperationOptions> options, GraphLimits limits, DatabaseClock clock)
{
    public TimeSpan Settle => options.Value.Settle;

    public int TriesBeforeAttention => options.Value.TriesBeforeAttention;

    public StepResult Explain(OperationRun run, WorkStep step, Exception failure)
    {
        return failure switch
        {
            GraphReadOnlyException or VaultException { Failure: VaultFailure.ReadOnly } => Failed(
                run,
                "This portfolio is on Observe only, so nothing may be changed. Switch it to Observe and act first."
            ),
            PortfolioDisconnectedException disconnected => Failed(run, disconnected.Message),
            GraphOutcomeUnknownException => Unknown(run, "Meta did not answer. Checking whether it happened."),
            MetaGraphException { Kind: GraphErrorKind.Throttled } throttle => new StepResult.Later(
                limits.Wait(throttle.RetryAfter),
                "Meta's rate limit is reached; nothing is lost. It goes on by itself."
            ),
            GraphLimitNearException near => new StepResult.Later(
                limits.Wait(near.Wait),
                "Meta's rate limit is nearly used up, and what is left is kept for revokes. It goes on by itself."
            ),
            MetaGraphException { Kind: GraphErrorKind.Transient } => Again(run, "Meta doesn't answer"),
            MetaGraphException { Kind: GraphErrorKind.LimitReached } limit => Failed(
                run,
                $"{limit.VendorMessage} {limit.NextStep}"
            ),
            MetaGraphException meta => Ask(
                run,
                $"Meta refused: {meta.UserMessage ?? meta.VendorMessage} {meta.NextStep}"
            ),
            // The trial before a token exists: however long the outage, nothing is at stake and nobody needs to be asked.
            VaultException { BlockedUntil: { } until }
                when step.Name is IssueToken.ReserveInVault or IssueToken.GenerateAndStage => new StepResult.Later(
                until - clock.Now,
                StepHolds.VaultTakesNoWrites
            ),
            VaultException { Failure: VaultFailure.Unavailable } => Again(run, "The vault doesn't answer"),
            VaultException { Failure: VaultFailure.OutcomeUnknown } vault => Unknown(run, vault.Message),
            VaultException vault => Ask(run, vault.Message),
            _ => Ask(
                run,
                $"Something unexpected happened ({failure.GetType().Name}). The log has it under operation {run.Operation.Id}."
            ),
        };
    }

    /// <summary>Stands, and a person may try again or end it.</summary>
    public static StepResult Ask(OperationRun run, string sentence) =>
        new StepResult.NeedsAttention(sentence, [OperationChoice.TryAgain, OperationChoice.StopHere]);

    public static StepResult Failed(OperationRun run, string sentence) => new StepResult.Failed(sentence);

    private StepResult Unknown(OperationRun run, string why) =>
        run.Step.Attempts >= options.Value.TriesBeforeAttention
            ? Ask(run, $"{why} It is still not known after {run.Step.Attempts} looks.")
            : new StepResult.Unknown(why);

    private StepResult Again(OperationRun run, string what)
    {
        if (run.Step.Attempts >= options.Value.TriesBeforeAttention)
            return Ask(run, $"{what}, after {run.Step.Attempts} tries.");
        var doubled = Math.Min(Math.Pow(2, run.Step.Attempts - 1), 16);
        return new StepResult.Later(options.Value.Pause * doubled, $"{what}. Nothing is lost; it is tried again.");
    }
}
