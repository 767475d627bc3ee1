using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>
/// One read of a portfolio while it runs: where it reads and writes, how far it came, and what it says of that. It has a
/// context of its own, so that the operation's tracks nothing of the inventory.
/// </summary>
internal sealed class SyncRun(OperationRun run, PortfolioSession session, AppDb db, SyncFacts facts, TimeProvider time)
{
    private static readonly TimeSpan SaysSoEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _missed = new(StringComparer.Ordinal);
    private Dictionary<string, DateTimeOffset?> _lastRead = [];
    private DateTimeOffset _lastSaid;
    private int _edges;

    public PortfolioSession Session => session;

    public long PortfolioId => session.PortfolioId;

    public AppDb Db => db;

    public SyncFacts Facts => facts;

    public SyncWrites Writes { get; } = new(db, session.Gate);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Of these kinds the control token can't read who reaches them: what isn't seen may be there.</summary>
    public IReadOnlyDictionary<AssetKind, string> Unreadable { get; private set; } =
        new Dictionary<AssetKind, string>();

    /// <summary>The last complete read that told the grants on a kind by the system users' own lists; null: there was none.</summary>
    public DateTimeOffset? LastGrantsOf(AssetKind kind, EdgeRead edge) =>
        AssetKinds.Of(kind).ReverseEdge is { } own && _lastRead.TryGetValue(own, out var at) ? at : edge.NotBefore;

    /// <summary>The last complete read of an edge before this one; null: there was none.</summary>
    public DateTimeOffset? LastReadOf(string edge) => _lastRead.GetValueOrDefault(edge);

    /// <param name="edges">How many there are in all.</param>
    public async Task BeginAsync(int edges, CancellationToken cancellationToken)
    {
        _edges = edges;
        _lastSaid = Now;
        Unreadable = AssetKindRights.Unreadable([
            .. await ControlTokenScopes.LastSeenAsync(db, PortfolioId, cancellationToken),
        ]);
        _lastRead = await db
            .SyncParts.Where(p => p.PortfolioId == PortfolioId)
            .ToDictionaryAsync(p => p.Edge, p => p.LastCompleteReadAt, cancellationToken);
    }

    /// <summary>An edge was read to its end: from now on nobody reads it again in this operation.</summary>
    public async Task CompleteAsync(EdgeRead edge)
    {
        // Whatever happens now, what was read is recorded: not cancelled between the row and the checkpoint.
        await NoteAsync(edge.Name, edge.Began, problem: null);
        facts.Edges[edge.Name] = new EdgeFacts(edge.Began, edge.Items, edge.Grants);
        await RememberAsync(Words());
    }

    /// <summary>What is known of it is older: "not read since …".</summary>
    public Task MissAsync(string edge, string why)
    {
        _missed.Add(edge);
        return NoteAsync(edge, completeAt: null, why);
    }

    /// <summary>This run tried an edge and didn't reach its end.</summary>
    public bool IsMissed(string edge) => _missed.Contains(edge);

    /// <summary>A list that came inside another edge was read to its end, too.</summary>
    public Task CompleteAsync(string part, DateTimeOffset at) => NoteAsync(part, at, problem: null);

    /// <summary>
    /// The system users' lists were read to their end: those of a kind whose scope is missing are parts of their own that
    /// weren't, until the scope is there again. Before it was missing for the first time they were read with the rest.
    /// </summary>
    public async Task NoteOwnListsAsync(EdgeRead edge)
    {
        foreach (var kind in AssetKinds.All)
        {
            if (kind.ReverseEdge is not { } own)
                continue;
            if (Unreadable.TryGetValue(kind.Kind, out var missing))
            {
                if (!_lastRead.ContainsKey(own))
                    await ReadWithTheRestAsync(own, edge.Name);
                await MissAsync(own, $"The control token lacks {missing}.");
            }
            else if (_lastRead.ContainsKey(own))
                await CompleteAsync(own, edge.Began);
        }
    }

    /// <summary>It becomes a part of its own, read when the whole was read before this time.</summary>
    private async Task ReadWithTheRestAsync(string own, string whole)
    {
        if (LastReadOf(whole) is not { } last)
            return;
        var first = await db
            .SyncParts.Where(p => p.PortfolioId == PortfolioId && p.Edge == whole)
            .Select(p => p.FirstCompleteReadAt)
            .SingleAsync(CancellationToken.None);
        db.SyncParts.Add(
            new SyncPart
            {
                PortfolioId = PortfolioId,
                Edge = own,
                LastTriedAt = last,
                FirstCompleteReadAt = first,
                LastCompleteReadAt = last,
            }
        );
        using (db.Unaudited("When an edge was read is bookkeeping."))
            await db.SaveChangesAsync(CancellationToken.None);
        db.ChangeTracker.Clear();
        _lastRead[own] = last;
    }

    /// <summary>Now and then, so that whoever watches sees it move.</summary>
    public async Task SayAsync(EdgeRead edge)
    {
        if (Now - _lastSaid < SaysSoEvery)
            return;
        await RememberAsync($"{Words()} Reading {edge.Name}: {edge.Items} so far.");
    }

    private string Words() => $"{facts.Edges.Count} of {_edges} parts read: {InventoryRead.Counts(facts)}.";

    private Task RememberAsync(string words)
    {
        _lastSaid = Now;
        run.Step.Message = words;
        return run.RememberAsync(facts);
    }

    /// <summary>Before the part says that it was read again: whoever dies between the two notes the same gap anew.</summary>
    private async Task NoteGapAsync(string edge, DateTimeOffset completeAt)
    {
        if (
            LastReadOf(edge) is not { } last
            || SyncGap.Between(PortfolioId, edge, last, completeAt) is not { } gap
            || await db.SyncGaps.AnyAsync(
                g => g.PortfolioId == PortfolioId && g.Edge == edge && g.From == last,
                CancellationToken.None
            )
        )
            return;
        db.SyncGaps.Add(gap);
        using (db.Unaudited("When an edge wasn't read is bookkeeping."))
            await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task NoteAsync(string edge, DateTimeOffset? completeAt, string? problem)
    {
        var now = Now;
        if (completeAt is { } complete)
        {
            await NoteGapAsync(edge, complete);
            _lastRead[edge] = complete;
        }

        // What the first one saw was written while it ran: only at its end is there a record of everything.
        DateTimeOffset? firstAt = completeAt is null ? null : now;
        await UpdateOrAdd.RunAsync(
            db,
            () =>
                db
                    .SyncParts.Where(p => p.PortfolioId == PortfolioId && p.Edge == edge)
                    .ExecuteUpdateAsync(p =>
                        p.SetProperty(x => x.LastTriedAt, now)
                            .SetProperty(x => x.FirstCompleteReadAt, x => x.FirstCompleteReadAt ?? firstAt)
                            .SetProperty(x => x.LastCompleteReadAt, x => completeAt ?? x.LastCompleteReadAt)
                            .SetProperty(x => x.LastProblem, problem)
                    ),
            () =>
                new SyncPart
                {
                    PortfolioId = PortfolioId,
                    Edge = edge,
                    LastTriedAt = now,
                    FirstCompleteReadAt = firstAt,
                    LastCompleteReadAt = completeAt,
                    LastProblem = problem,
                },
            "When an edge was read is bookkeeping.",
            CancellationToken.None
        );
        db.ChangeTracker.Clear();
    }
}
