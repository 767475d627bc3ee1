namespace MetaGraph.Http;

/// <summary>
/// What became of one item of a batch of changes: <see cref="Ok"/>, <see cref="Failed"/> (definitely not done) or
/// <see cref="Unknown"/> (it may have happened: look before doing it again).
/// </summary>
public abstract record BatchResult
{
    private BatchResult() { }

    public sealed record Ok : BatchResult;

    public sealed record Failed(MetaGraphException Error) : BatchResult;

    public sealed record Unknown(GraphOutcomeUnknownException Error) : BatchResult;
}

/// <summary>What became of one item of a batch of reads; a read that was not answered is <see cref="Failed"/> and transient.</summary>
/// <typeparam name="T">What the item reads.</typeparam>
public abstract record BatchResult<T>
{
    private BatchResult() { }

    public sealed record Ok(T Value) : BatchResult<T>;

    public sealed record Failed(MetaGraphException Error) : BatchResult<T>;

    public sealed record Unknown(GraphOutcomeUnknownException Error) : BatchResult<T>;
}
