using Polly;
using Polly.Retry;

namespace MetaGraph.Http;

/// <summary>
/// What is tried again without asking: reads that failed for the moment, and changes that never left this machine. A
/// throttle is never tried again here, since only the caller knows how long it can wait.
/// </summary>
internal sealed class GraphRetries(MetaGraphOptions options, TimeProvider time)
{
    private readonly ResiliencePipeline _reads = Build(
        options,
        time,
        failure => failure.NeverSent || (failure.IsTransient && !IsRefusal(failure.Kind))
    );

    private readonly ResiliencePipeline _changes = Build(options, time, failure => failure.NeverSent);

    public ResiliencePipeline For(GraphRequest request) => request.Changes ? _changes : _reads;

    private static bool IsRefusal(GraphErrorKind kind) =>
        kind is GraphErrorKind.Throttled or GraphErrorKind.Blocked or GraphErrorKind.TooMuchData;

    private static ResiliencePipeline Build(
        MetaGraphOptions options,
        TimeProvider time,
        Func<GraphFailure, bool> again
    ) =>
        options.ReadRetries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = time }
                .AddRetry(
                    new RetryStrategyOptions
                    {
                        MaxRetryAttempts = options.ReadRetries,
                        Delay = options.RetryDelay,
                        MaxDelay = TimeSpan.FromSeconds(30),
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                        ShouldHandle = arguments =>
                            ValueTask.FromResult(
                                arguments.Outcome.Exception is MetaGraphException { Failure: var failure }
                                    && again(failure)
                            ),
                    }
                )
                .Build();
}
