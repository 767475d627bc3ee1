using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>Lists of any length, page by page. A list is read to its end or ends in an exception: never cut short.</summary>
internal sealed partial class GraphConnection
{
    public async IAsyncEnumerable<T> PagesAsync<T>(
        GraphRequest request,
        Func<JsonElement, T> readItem,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in FollowAsync(request, _options.PageSize, null, readItem, cancellationToken))
        foreach (var item in page)
            yield return item;
    }

    /// <summary>The whole of a list whose first page came inside another answer.</summary>
    /// <param name="request">The same list on its own.</param>
    public async Task<IReadOnlyList<T>> RestAsync<T>(
        GraphPage<T> first,
        GraphRequest request,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        if (first.After is null)
            return first.Items;
        var all = new List<T>(first.Items);
        await foreach (
            var page in FollowAsync(request, _options.NestedPageSize, first.After, readItem, cancellationToken)
        )
            all.AddRange(page);
        return all;
    }

    private async IAsyncEnumerable<IReadOnlyList<T>> FollowAsync<T>(
        GraphRequest request,
        int limit,
        string? after,
        Func<JsonElement, T> readItem,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            if (after is not null && !seen.Add(after))
                throw RunsInCircle().ToException();
            var page = await SendAsync(
                request.Page(limit, after),
                json => GraphPage.Read(json, readItem),
                cancellationToken
            );
            yield return page.Items;
            after = page.After;
        } while (after is not null);
    }

    private static GraphFailure RunsInCircle() =>
        new()
        {
            VendorMessage = "The list does not end: a page names an earlier page as its next one.",
            Kind = GraphErrorKind.Unknown,
            NextStep = "Try again; if it stays, report it.",
        };
}
