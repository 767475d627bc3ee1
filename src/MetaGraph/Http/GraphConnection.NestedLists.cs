namespace MetaGraph.Http;

/// <summary>The rest of lists inside lists: a page of each of them in one request.</summary>
internal sealed partial class GraphConnection
{
    /// <summary>Items of a list whose own lists are completed together: bounds what is held, and fills the batches.</summary>
    private const int CompletedAtATime = 25;

    /// <summary>Reads all of them to their ends.</summary>
    public async Task CompleteAsync(IEnumerable<NestedList> lists, CancellationToken cancellationToken)
    {
        var open = lists.Where(list => list.After is not null).ToList();
        while (open.Count > 0)
        {
            if (open is [var only])
                await NextPageAsync(only, _options.NestedPageSize, cancellationToken);
            else
                await NextPagesAsync(open, cancellationToken);
            if (open.Exists(list => list.RunsInCircle))
                throw RunsInCircle().ToException();
            open.RemoveAll(list => list.After is null);
        }
    }

    private async Task NextPagesAsync(List<NestedList> open, CancellationToken cancellationToken)
    {
        var answers = await BatchAsync(
            [.. open.Select(list => list.Request.Page(_options.NestedPageSize, list.After))],
            json => json.Clone(),
            cancellationToken
        );
        // None came through: it isn't about single lists.
        if (answers.All(answer => answer.Error is not null))
            throw AtCursor(answers[0].Error!);
        foreach (var (list, answer) in open.Zip(answers))
            switch (answer.Error)
            {
                case null:
                    list.Take(answer.Value);
                    break;
                case { Kind: GraphErrorKind.TooMuchData }:
                    await NextPageAsync(list, Math.Max(1, _options.NestedPageSize / 2), cancellationToken);
                    break;
                case { Kind: GraphErrorKind.Transient, Failure.NeverSent: true }:
                    // It is still open, so the next round asks for it.
                    break;
                case { Kind: GraphErrorKind.Transient }:
                    await NextPageAsync(list, _options.NestedPageSize, cancellationToken);
                    break;
                default:
                    throw AtCursor(answer.Error);
            }
    }

    private async Task NextPageAsync(NestedList list, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await SendAsync(
                    list.Request.Page(limit, list.After),
                    json =>
                    {
                        list.Take(json);
                        return true;
                    },
                    cancellationToken
                );
                return;
            }
            catch (MetaGraphException refusal) when (IsTooHeavy(refusal) && limit > 1)
            {
                limit /= 2;
            }
            catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.Validation)
            {
                throw AtCursor(refusal);
            }
        }
    }

    /// <summary>A refusal of a page in the middle of a list: its cursor may have died, since cursors don't live for ever.</summary>
    private static MetaGraphException AtCursor(MetaGraphException refusal) =>
        refusal.Kind == GraphErrorKind.Validation
            ? (refusal.Failure with { CursorRefused = true }).ToException(refusal)
            : refusal;
}
