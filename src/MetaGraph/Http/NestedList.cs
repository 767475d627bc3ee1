using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>A list inside an item of another list: its first page came with the item, the rest is asked for on its own.</summary>
internal abstract class NestedList(GraphRequest request)
{
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);

    /// <summary>The same list on its own.</summary>
    public GraphRequest Request => request;

    /// <summary>Where the next page starts; null: all of it is here.</summary>
    public string? After { get; private set; }

    /// <summary>The page named an earlier page as its next one.</summary>
    public bool RunsInCircle { get; private set; }

    /// <summary>Takes the answer to the next page.</summary>
    public abstract void Take(JsonElement json);

    private protected void GoOnAfter(string? after)
    {
        After = after;
        RunsInCircle = after is not null && !_cursors.Add(after);
    }
}

/// <inheritdoc cref="NestedList"/>
internal sealed class NestedList<T> : NestedList
{
    private readonly List<T> _items;
    private readonly Func<JsonElement, T> _readItem;

    /// <param name="parent">An item without this list has an empty one.</param>
    public NestedList(JsonElement parent, string edge, GraphRequest request, Func<JsonElement, T> readItem)
        : base(request)
    {
        var first = GraphPage.Nested(parent, edge, readItem);
        _items = [.. first.Items];
        _readItem = readItem;
        GoOnAfter(first.After);
    }

    public IReadOnlyList<T> Items => _items;

    public override void Take(JsonElement json)
    {
        var page = GraphPage.Read(json, _readItem);
        _items.AddRange(page.Items);
        GoOnAfter(page.After);
    }
}
