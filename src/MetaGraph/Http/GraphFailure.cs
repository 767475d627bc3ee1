namespace MetaGraph.Http;

/// <summary>All that is known about a failed call. Texts are already cleaned of control characters and secrets.</summary>
internal sealed record GraphFailure
{
    public int? HttpStatus { get; init; }

    public int Code { get; init; }

    public int? Subcode { get; init; }

    public string? Type { get; init; }

    public required string VendorMessage { get; init; }

    public string? UserTitle { get; init; }

    public string? UserMessage { get; init; }

    public bool IsTransient { get; init; }

    public string? TraceId { get; init; }

    public required GraphErrorKind Kind { get; init; }

    public required string NextStep { get; init; }

    public bool MayHaveHappened { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The failure came before anything was sent, so that even a change can be tried again.</summary>
    public bool NeverSent { get; init; }

    /// <summary>A page in the middle of a list was refused as wrong.</summary>
    public bool CursorRefused { get; init; }

    public MetaGraphException ToException(Exception? cause = null) =>
        MayHaveHappened ? new GraphOutcomeUnknownException(this, cause) : new MetaGraphException(this, cause);
}
