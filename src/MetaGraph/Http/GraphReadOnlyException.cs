namespace MetaGraph.Http;

/// <summary>
/// A changing call was made on a session opened as <see cref="GraphAccess.ReadOnly"/>. Nothing was sent.
/// Not a <see cref="MetaGraphException"/>, since Meta had no part in it.
/// </summary>
public sealed class GraphReadOnlyException : InvalidOperationException
{
    public GraphReadOnlyException()
        : this("This session only reads; the changing call was not sent.") { }

    public GraphReadOnlyException(string message)
        : base(message) { }

    public GraphReadOnlyException(string message, Exception innerException)
        : base(message, innerException) { }
}
