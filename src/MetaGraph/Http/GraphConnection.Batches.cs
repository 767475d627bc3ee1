using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>Many operations, 50 a request. Failures are outcomes of the single items, so that what was done is never lost.</summary>
internal sealed partial class GraphConnection
{
    public async Task<IReadOnlyList<BatchResult<IReadOnlyList<T>>>> PagesInBatchAsync<T>(
        IReadOnlyList<GraphRequest> requests,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        var pages = await BatchAsync(
            [.. requests.Select(request => request.Page(_options.NestedPageSize, null))],
            json => GraphPage.Read(json, readItem),
            cancellationToken
        );
        var results = new List<BatchResult<IReadOnlyList<T>>>(pages.Count);
        foreach (var (request, page) in requests.Zip(pages))
            results.Add((await CompleteAsync(request, page, readItem, cancellationToken)).ToResult());
        return results;
    }

    /// <summary>A page of each, and no more.</summary>
    public async Task<IReadOnlyList<BatchResult<IReadOnlyList<T>>>> FirstPagesInBatchAsync<T>(
        IReadOnlyList<GraphRequest> requests,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        var pages = await BatchAsync(
            [.. requests.Select(request => request.Page(_options.NestedPageSize, null))],
            json => GraphPage.Read(json, readItem).Items,
            cancellationToken
        );
        return [.. pages.Select(page => page.ToResult())];
    }

    public async Task<IReadOnlyList<BatchResult>> ChangeInBatchAsync(
        IReadOnlyList<GraphRequest> requests,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await BatchAsync(requests, GraphAnswers.Done, cancellationToken)).Select(outcome =>
                outcome.ToChangeResult()
            ),
        ];

    private async Task<GraphOutcome<IReadOnlyList<T>>> CompleteAsync<T>(
        GraphRequest request,
        GraphOutcome<GraphPage<T>> first,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        if (first.Error is not null)
            return new(null, first.Error);
        try
        {
            return new(await RestAsync(first.Value!, request, readItem, cancellationToken), null);
        }
        catch (MetaGraphException error)
        {
            return new(null, error);
        }
    }

    private async Task<IReadOnlyList<GraphOutcome<T>>> BatchAsync<T>(
        IReadOnlyList<GraphRequest> requests,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<GraphOutcome<T>>(requests.Count);
        MetaGraphException? stopper = null;
        foreach (var chunk in requests.Chunk(GraphBatch.MaxItems))
        {
            if (stopper is not null)
                outcomes.AddRange(chunk.Select(_ => NotSent<T>(stopper)));
            else if (chunk[0].Changes && outcomes.Count > 0 && cancellationToken.IsCancellationRequested)
                outcomes.AddRange(chunk.Select(_ => NotSent<T>(null)));
            else
            {
                var answered = await ChunkAsync(chunk, readItem, cancellationToken);
                outcomes.AddRange(answered);
                stopper = StopperIn(answered);
                NoteThrottle(stopper);
            }
        }
        return outcomes;
    }

    private async Task<IReadOnlyList<GraphOutcome<T>>> ChunkAsync<T>(
        GraphRequest[] chunk,
        Func<JsonElement, T> readItem,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await SendAsync(
                GraphRequest.Batch(chunk),
                chunk.Length,
                (json, context) => GraphBatch.Read(json, chunk, readItem, context),
                cancellationToken
            );
        }
        catch (MetaGraphException error)
        {
            return [.. chunk.Select(_ => new GraphOutcome<T>(default, error))];
        }
    }

    /// <summary>
    /// After these the rest is not sent: it would lengthen a throttle, fail for the same token, or pile unknown outcomes
    /// upon unknown ones. Null: nothing stops it.
    /// </summary>
    private static MetaGraphException? StopperIn<T>(IReadOnlyList<GraphOutcome<T>> answered)
    {
        var refused = answered.FirstOrDefault(outcome =>
            outcome.Error?.Kind is GraphErrorKind.Throttled or GraphErrorKind.Authentication
        );
        if (refused is not null)
            return refused.Error;
        return answered.All(outcome => outcome.Error is GraphOutcomeUnknownException) ? answered[0].Error : null;
    }

    private static GraphOutcome<T> NotSent<T>(MetaGraphException? stopper) =>
        new(
            default,
            new GraphFailure
            {
                VendorMessage = stopper is null
                    ? "Not sent: the call was cancelled before."
                    : "Not sent: an earlier part of the same work failed.",
                Kind = stopper?.Kind ?? GraphErrorKind.Transient,
                NextStep = stopper?.NextStep ?? "Start the work again.",
                IsTransient = stopper?.IsTransient ?? true,
                RetryAfter = stopper?.RetryAfter,
                NeverSent = true,
            }.ToException()
        );
}
