using System.Text;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Several operations in one request: at most 50, answered in their order, each with its own status and body.
/// https://developers.facebook.com/docs/graph-api/batch-requests (read 2026-11-24).
/// </summary>
internal static class GraphBatch
{
    public const int MaxItems = 50;

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<GraphRequest> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            var inBody = item.Method == HttpMethod.Post;
            writer.WriteStartObject();
            writer.WriteString("method", item.Method.Method);
            writer.WriteString("relative_url", GraphMessages.Relative(item, inBody ? [] : item.Parameters));
            if (inBody)
                writer.WriteString("body", GraphParameters.ToForm(item.Parameters));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>
    /// One outcome per item, whatever the answer holds: what is null, missing or unreadable is unknown for a change and a
    /// passing failure for a read.
    /// </summary>
    public static IReadOnlyList<GraphOutcome<T>> Read<T>(
        JsonElement json,
        IReadOnlyList<GraphRequest> items,
        Func<JsonElement, T> readItem,
        GraphAnswerContext context
    )
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw new UnreadableAnswerException("it is no list of answers");
        var answers = json.EnumerateArray().ToList();
        return
        [
            .. items.Select(
                (item, i) =>
                    ReadItem(
                        i < answers.Count ? answers[i] : default,
                        readItem,
                        context with
                        {
                            Changes = item.Changes,
                        }
                    )
            ),
        ];
    }

    private static GraphOutcome<T> ReadItem<T>(
        JsonElement answer,
        Func<JsonElement, T> readItem,
        GraphAnswerContext context
    )
    {
        try
        {
            if (answer.Int("code") is not { } status || answer.Text("body") is not { } body)
                return new(default, Unanswered(context).ToException());
            var value = GraphAnswer.Read(Encoding.UTF8.GetBytes(body), readItem, context with { HttpStatus = status });
            return new(value, null);
        }
        catch (MetaGraphException error)
        {
            return new(default, error);
        }
    }

    private static GraphFailure Unanswered(GraphAnswerContext context) =>
        new()
        {
            HttpStatus = context.HttpStatus,
            VendorMessage = "Meta did not answer this part of the batch in time.",
            Kind = GraphErrorKind.Transient,
            NextStep = context.Changes
                ? "Look whether it was done before doing it again."
                : "Try again in a few minutes.",
            IsTransient = true,
            MayHaveHappened = context.Changes,
        };
}

/// <summary>A value or the failure to get it.</summary>
internal sealed record GraphOutcome<T>(T? Value, MetaGraphException? Error)
{
    public BatchResult<T> ToResult() =>
        Error switch
        {
            null => new BatchResult<T>.Ok(Value!),
            GraphOutcomeUnknownException unknown => new BatchResult<T>.Unknown(unknown),
            _ => new BatchResult<T>.Failed(Error),
        };

    public BatchResult ToChangeResult() =>
        Error switch
        {
            null => new BatchResult.Ok(),
            GraphOutcomeUnknownException unknown => new BatchResult.Unknown(unknown),
            _ => new BatchResult.Failed(Error),
        };
}
