namespace MetaGraph.Http;

/// <summary>What it means when no complete answer came.</summary>
internal static class GraphLoss
{
    private const string TryLater = "Check the network between here and Meta, then try again.";

    public static GraphFailure Of(
        Exception error,
        bool changes,
        int? status,
        TimeSpan timeout,
        CancellationToken callers
    )
    {
        var neverSent =
            status is null && error is HttpRequestException { HttpRequestError: var kind } && IsBeforeSending(kind);
        return new GraphFailure
        {
            HttpStatus = status,
            VendorMessage = Describe(error, neverSent, timeout, callers),
            Kind = GraphErrorKind.Transient,
            NextStep = changes && !neverSent ? "Look whether it was done before doing it again." : TryLater,
            // An answer that is too long will be too long again.
            IsTransient = error is not UnreadableAnswerException,
            NeverSent = neverSent,
            MayHaveHappened = changes && !neverSent,
        };
    }

    /// <summary>Failures of finding or reaching the server; everything else may have come after the request.</summary>
    private static bool IsBeforeSending(HttpRequestError error) =>
        error
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static string Describe(Exception error, bool neverSent, TimeSpan timeout, CancellationToken callers) =>
        error switch
        {
            UnreadableAnswerException unreadable => $"The answer cannot be read: {unreadable.Message}.",
            _ when neverSent => "Meta cannot be reached: no connection was made.",
            OperationCanceledException when callers.IsCancellationRequested =>
                "The call was cancelled while it was under way.",
            OperationCanceledException => $"Meta did not answer within {timeout.TotalSeconds:0.#} s.",
            _ => "The connection broke before the answer was complete.",
        };
}
