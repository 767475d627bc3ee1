using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>What has to be known to judge an answer.</summary>
/// <param name="Secrets">Values that are replaced by <c>***</c> should the answer repeat them.</param>
internal sealed record GraphAnswerContext(
    int HttpStatus,
    bool Changes,
    TimeSpan? RetryAfter,
    IReadOnlyList<string> Secrets
)
{
    public bool IsSuccessStatus => HttpStatus is >= 200 and < 300;

    public string? Clean(string? text) => VendorText.Clean(text, Secrets);
}

/// <summary>Turns the bytes of an answer, or of one item of a batch, into a value or a <see cref="MetaGraphException"/>.</summary>
internal static class GraphAnswer
{
    public static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read, GraphAnswerContext context)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            // Without the cause: its message quotes the answer.
            throw GraphError.FromText(context).ToException();
        }
        using (document)
        {
            try
            {
                return GraphError.Find(document.RootElement, context) is { } failure
                    ? throw failure.ToException()
                    : read(document.RootElement);
            }
            catch (UnreadableAnswerException unreadable)
            {
                throw GraphError.Unreadable(context, unreadable.Message).ToException();
            }
            catch (InvalidOperationException)
            {
                // Text in it is not valid Unicode, which the parser notices only when it is read.
                throw GraphError.Unreadable(context, "it holds text that is no text").ToException();
            }
        }
    }
}
