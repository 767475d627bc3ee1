namespace SystemUserManager.Operations;

/// <summary>How a step ended.</summary>
public abstract record StepResult
{
    private StepResult() { }

    /// <summary>It is done, and seen to be. With <paramref name="Warning"/> a person should read the message.</summary>
    public sealed record Done(string Message, bool Warning = false) : StepResult;

    /// <summary>Not needed in this run.</summary>
    public sealed record Skipped(string Message) : StepResult;

    /// <summary>Not now (throttled, an outage before the effect): again at the time given. Never shown as a failure.</summary>
    public sealed record Later(TimeSpan Pause, string Why) : StepResult;

    /// <summary>We asked and never heard: look after a pause, before anything is repeated.</summary>
    public sealed record Unknown(string Why) : StepResult;

    /// <summary>The operation ends here, cleanly. The sentence says why, and what next; what was done and what wasn't is added.</summary>
    public sealed record Failed(string Sentence) : StepResult;

    /// <summary>A person has to decide.</summary>
    public sealed record NeedsAttention(string Sentence, params IReadOnlyList<OperationChoice> Choices) : StepResult;
}
