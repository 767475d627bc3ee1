namespace MetaGraph.Http;

/// <summary>
/// A changing call was sent and its outcome is not known: no answer in time, the connection cut, an unreadable answer, a
/// failure inside Meta, or the caller cancelled while it was under way. Meta has no idempotency key: look first.
/// </summary>
public sealed class GraphOutcomeUnknownException : MetaGraphException
{
    internal GraphOutcomeUnknownException(GraphFailure failure, Exception? cause = null)
        : base(failure with { MayHaveHappened = true }, cause) { }
}
