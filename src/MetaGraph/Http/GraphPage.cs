using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>One page of a list.</summary>
/// <param name="After">Where the next page starts; null on the last one.</param>
internal sealed record GraphPage<T>(IReadOnlyList<T> Items, string? After);

/// <summary>
/// Reads pages. There is another page exactly when <c>paging.next</c> is there: a page may be short or empty before the
/// end, and a cursor stands on the last page too. The URL in <c>next</c> holds the access token, so it is never followed,
/// kept or shown; the request is made again from <c>paging.cursors.after</c>.
/// https://developers.facebook.com/docs/graph-api/results (read 2026-11-24).
/// </summary>
internal static class GraphPage
{
    public static GraphPage<T> Read<T>(JsonElement json, Func<JsonElement, T> readItem)
    {
        if (json.Child("data") is not { ValueKind: JsonValueKind.Array } data)
            throw new UnreadableAnswerException("it has no list of data");
        var items = data.EnumerateArray().Select(readItem).ToList();
        return new GraphPage<T>(items, AfterOf(json));
    }

    /// <summary>A list inside an object; an object without it has an empty one.</summary>
    public static GraphPage<T> Nested<T>(JsonElement json, string edge, Func<JsonElement, T> readItem) =>
        json.Child(edge) is { } list ? Read(list, readItem) : new GraphPage<T>([], null);

    private static string? AfterOf(JsonElement json)
    {
        if (json.Child("paging") is not { } paging || paging.Child("next") is null)
            return null;
        var after = paging.Child("cursors")?.Text("after");
        // Stopping here would show a part of the list as the whole of it.
        return string.IsNullOrEmpty(after)
            ? throw new UnreadableAnswerException("it has a next page but no cursor to reach it")
            : after;
    }
}
