using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Lists of any length, page by page. A list is read to its end or ends in an exception: never cut short. Where Meta
/// finds a page too heavy, it is asked for again from the same cursor with half as many items.
/// </summary>
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

    /// <summary>
    /// A list whose items hold lists of their own: what is left of those is read some items at a time, many lists in one
    /// request, so that neither requests nor memory grow with the whole.
    /// </summary>
    public async IAsyncEnumerable<T> PagesWithListsAsync<T>(
        GraphRequest request,
        Func<JsonElement, (T Item, IReadOnlyList<NestedList> Lists)> readItem,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in FollowAsync(request, _options.PageSize, null, readItem, cancellationToken))
        foreach (var some in page.Chunk(CompletedAtATime))
        {
            await CompleteAsync(some.SelectMany(item => item.Lists), cancellationToken);
            foreach (var (item, _) in some)
                yield return item;
        }
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
            GraphPage<T> page;
            (page, limit) = await PageAsync(request, limit, after, readItem, cancellationToken);
            yield return page.Items;
            after = page.After;
        } while (after is not null);
    }

    /// <returns>The page, and the number of items that Meta was willing to put on it.</returns>
    private async Task<(GraphPage<T> Page, int Limit)> PageAsync<T>(
        GraphRequest request,
        int limit,
        string? after,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                var page = await SendAsync(
                    request.Page(limit, after),
                    json => GraphPage.Read(json, readItem),
                    cancellationToken
                );
                return (page, limit);
            }
            catch (MetaGraphException refusal) when (IsTooHeavy(refusal) && limit > 1)
            {
                limit /= 2;
            }
            catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.Validation && after is not null)
            {
                throw AtCursor(refusal);
            }
        }
    }

    /// <summary>Meta says so, or only that something unknown happened, with the number that it uses for both.</summary>
    private static bool IsTooHeavy(MetaGraphException refusal) =>
        refusal.Kind == GraphErrorKind.TooMuchData || refusal is { Code: 1, Subcode: 99 };

    private static GraphFailure RunsInCircle() =>
        new()
        {
            VendorMessage = "The list does not end: a page names an earlier page as its next one.",
            Kind = GraphErrorKind.Unknown,
            NextStep = "Try again; if it stays, report it.",
        };
}
