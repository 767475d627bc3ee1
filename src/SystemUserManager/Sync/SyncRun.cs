using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
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

    private Dictionary<string, DateTimeOffset?> _lastRead = [];
    private DateTimeOffset _lastSaid;
    private int _edges;

    public PortfolioSession Session => session;

    public long PortfolioId => session.PortfolioId;

    public AppDb Db => db;

    public SyncFacts Facts => facts;

    public SyncWrites Writes { get; } = new(db, session.Gate);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The last complete read of an edge before this one; null: there was none.</summary>
    public DateTimeOffset? LastReadOf(string edge) => _lastRead.GetValueOrDefault(edge);

    /// <param name="edges">How many there are in all.</param>
    public async Task BeginAsync(int edges, CancellationToken cancellationToken)
    {
        _edges = edges;
        _lastSaid = Now;
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
    public Task MissAsync(string edge, string why) => NoteAsync(edge, completeAt: null, why);

    /// <summary>A list that came inside another edge was read to its end, too.</summary>
    public Task CompleteAsync(string part, DateTimeOffset at) => NoteAsync(part, at, problem: null);

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

    private async Task NoteAsync(string edge, DateTimeOffset? completeAt, string? problem)
    {
        var now = Now;
        if (completeAt is not null)
            _lastRead[edge] = completeAt;
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
