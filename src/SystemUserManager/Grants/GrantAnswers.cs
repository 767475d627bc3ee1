using MetaGraph.Http;
using Microsoft.Extensions.Options;
using SystemUserManager.Assets;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Grants;

/// <param name="Done">"assigned" or "removed".</param>
/// <param name="NotDoneYet">A sentence on what comes later, for whoever decides on a refusal.</param>
internal sealed record GrantWords(string Done, string NotDoneYet);

/// <summary>What Meta's answers to many assignments or removals make of the step that sent them.</summary>
internal sealed class GrantAnswers(IOptions<OperationOptions> options, GraphLimits limits)
{
    /// <param name="sent">In the order of <paramref name="results"/>.</param>
    public StepResult Judge(
        OperationRun run,
        AssignmentFacts facts,
        IReadOnlyList<Asset> sent,
        IReadOnlyList<BatchResult> results,
        GrantWords words
    )
    {
        var done = facts.Assigned.ToList();
        var refused = new Dictionary<long, string>();
        MetaGraphException? later = null;
        var unheard = 0;
        for (var i = 0; i < sent.Count; i++)
        {
            switch (results[i])
            {
                case BatchResult.Ok:
                    done.Add(sent[i].Id);
                    break;
                case BatchResult.Failed { Error: { Kind: GraphErrorKind.Throttled or GraphErrorKind.Transient } error }:
                    // A throttle counts more than a stumble: it says how long.
                    later = later is { Kind: GraphErrorKind.Throttled } ? later : error;
                    break;
                case BatchResult.Failed { Error: var error }:
                    refused[sent[i].Id] = $"{error.UserMessage ?? error.VendorMessage} {error.NextStep}";
                    run.Step.TraceId = error.TraceId;
                    break;
                default:
                    unheard++;
                    break;
            }
        }

        run.Step.WriteFacts(facts with { Assigned = done, Refused = refused });
        var count = $"{done.Count} of {done.Count + sent.Count(a => !done.Contains(a.Id))} {words.Done}";
        var tried = run.Step.Attempts >= options.Value.TriesBeforeAttention;
        if (tried && (unheard > 0 || later is { Kind: not GraphErrorKind.Throttled }))
            return StepFailures.Ask(
                run,
                $"{count}; Meta still doesn't answer for the rest after {run.Step.Attempts} tries."
            );
        if (unheard > 0)
            return new StepResult.Unknown($"{count}; Meta didn't answer for {unheard}. Checking.");
        if (later is not null)
            return new StepResult.Later(PauseAfter(later), $"{count}; Meta asks to wait with the rest.");
        if (refused.Count == 0)
            return new StepResult.Done($"{done.Count} assets {words.Done}.");
        var named = string.Join(" ", refused.Select(r => $"{sent.First(a => a.Id == r.Key).Name}: {r.Value}"));
        var names = string.Join(", ", sent.Where(a => refused.ContainsKey(a.Id)).Select(a => a.Name));
        var notYet = words.NotDoneYet.Length == 0 ? "" : $"{words.NotDoneYet} ";
        return new StepResult.NeedsAttention(
            $"{count}. Meta refused {refused.Count}: {named} {notYet}Decide on {names}: try again, or go on without.",
            [OperationChoice.TryAgain, OperationChoice.GoOnWithout, OperationChoice.StopHere]
        );
    }

    private TimeSpan PauseAfter(MetaGraphException error) =>
        limits.Wait(
            error.Kind == GraphErrorKind.Throttled ? error.RetryAfter : error.RetryAfter ?? options.Value.Pause
        );
}
