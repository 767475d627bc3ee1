using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// Goes on with what this product owes and no person should have to think of: revokes that got stuck, tokens that nobody
/// holds where ending them hits nothing else, a record that is getting old. It only asks for operations; those do it.
/// </summary>
internal sealed class OwnPromises(
    AppDb db,
    DecideOperation decide,
    RevokeToken revoke,
    RevokeAllTokens revokeAll,
    ReadPortfolio read,
    IOptions<OperationOptions> options,
    ClockWatch clock,
    TimeProvider time
)
{
    /// <summary>So many reads of the schedule may wait for each that a worker runs at a time: others' work isn't queued behind them.</summary>
    private const int WaitingForEachThatRuns = 4;

    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    /// <summary>An orphan whose last possible day is over is dead.</summary>
    public async Task ExpireOrphansAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await ExpireAsync(
            await db
                .Tokens.Where(t => t.PortfolioId == portfolioId && t.State == TokenState.Orphan && t.DiesBy < now)
                .ToListAsync(cancellationToken),
            now,
            cancellationToken
        );
    }

    /// <summary>
    /// A token whose last day is over is dead at Meta, whoever holds it. Those that something works on are left to that;
    /// what is read from the secret of a control token is told by the control token's own findings.
    /// </summary>
    public async Task ExpireEndedAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var inUse = db
            .Portfolios.Where(p => p.Id == portfolioId)
            .Select(p => p.ControlTokenSecret)
            .Union(
                db.PortfolioApps.Where(a => a.PortfolioId == portfolioId && a.RemovedAt == null)
                    .Select(a => a.ControlTokenSecret)
            );
        var ended = await db
            .Tokens.Where(t => t.PortfolioId == portfolioId)
            // What Meta said of it last counts more than what was written down when it was made.
            .Where(t => (t.HealthCheckedAt != null && t.HealthProblem == null ? t.SeenExpiresAt : t.ExpiresAt) < now)
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            .Where(t => !inUse.Contains(t.SecretName))
            .Where(t =>
                !db.Operations.Any(o =>
                    o.SystemUserId == t.SystemUserId
                    && o.IsChange
                    && (o.State == OperationState.Waiting || o.State == OperationState.Running)
                )
            )
            .ToListAsync(cancellationToken);
        await ExpireAsync(ended, now, cancellationToken);
    }

    /// <summary>Dead is for ever, so nothing is called so by a clock that is wrong, or that nobody's was compared with.</summary>
    private async Task ExpireAsync(IReadOnlyList<Token> ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (
            ended.Count == 0
            || await clock.LookAgainAsync(cancellationToken) is not { } skew
            || skew.By.Duration() > ClockSkew.Notable
        )
            return;
        foreach (var token in ended)
            await TokenHistory.EnterAsync(db, token, TokenState.Expired, now);
        using (db.Unaudited("Time passed; nobody did anything."))
            await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A revoke that stands because of an outage, or because Meta still called the token valid: hourly on its first day, then daily.</summary>
    public async Task TryStuckRevokesAgainAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var stuck = await db
            .Operations.Include(o => o.Steps)
            .Where(o => o.PortfolioId == portfolioId && o.State == OperationState.NeedsAttention)
            .Where(o => o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
            .OrderBy(o => o.Id)
            .ToListAsync(cancellationToken);
        foreach (var operation in stuck.Where(IsDueAgain))
            await decide.RunAsync(
                new DecideOperationRequest(
                    Because("Tried again by itself: a revoke is never given up."),
                    operation.Id,
                    OperationChoice.TryAgain
                ),
                cancellationToken
            );
    }

    /// <summary>Ends tokens that nobody holds, each alone where the vault still has a copy, all of the system user's where that is safe.</summary>
    /// <param name="readable">Those of which the vault has an enabled copy.</param>
    public async Task EndOrphansAsync(
        Portfolio portfolio,
        IReadOnlySet<long> readable,
        CancellationToken cancellationToken
    )
    {
        if (PortfolioRules.WhyItCannotAct(portfolio) is not null)
            return;
        var orphans = await db
            .Tokens.Where(t => t.PortfolioId == portfolio.Id && t.State == TokenState.Orphan)
            .ToListAsync(cancellationToken);
        foreach (var token in orphans)
        {
            if (await IsBeingDealtWithAsync(token, cancellationToken))
                continue;
            var systemUser = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId, cancellationToken);
            var act = Because("A token that nobody holds may be alive.");
            if (token.ValueSha256 is not null && readable.Contains(token.Id))
                await revoke.AskAsync(new RevokeTokenRequest(act, token.Id), cancellationToken);
            else if (await OrphanTokens.IsRevokeAllSafeAsync(db, systemUser, token))
                await revokeAll.AskAsync(new RevokeAllTokensRequest(act, systemUser.Id), cancellationToken);
        }
    }

    /// <summary>
    /// Asks for a read once in the time that the settings say, of each portfolio at a moment of its own; after a standstill
    /// not of all at once. And once after a partner was ended.
    /// </summary>
    public async Task ReadWhatIsOldAsync(Portfolio portfolio, CancellationToken cancellationToken)
    {
        if (
            portfolio.State != PortfolioState.Connected
            || await FindWhatIsNotReadAsync(portfolio, cancellationToken) is not var (since, why)
        )
            return;
        var reads = db.Operations.Where(o => o.Kind == OperationKind.ReadPortfolio);
        if (
            await reads.AnyAsync(o => o.PortfolioId == portfolio.Id && o.AskedAt >= since, cancellationToken)
            || await reads.CountAsync(
                o => o.AskedById == null && (o.State == OperationState.Waiting || o.State == OperationState.Running),
                cancellationToken
            )
                >= WaitingForEachThatRuns * options.Value.Parallel
        )
            return;
        await read.AskAsync(new ReadPortfolioRequest(Because(why), portfolio.Id), cancellationToken);
    }

    /// <summary>Since when something is to be read, and why; null: the record is fresh enough.</summary>
    private async Task<(DateTimeOffset Since, string Why)?> FindWhatIsNotReadAsync(
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        var every = options.Value.ReadEvery;
        var moment = Spread.LastMoment(portfolio.Id, every, time.GetUtcNow());
        var last = portfolio.LastReadAt ?? portfolio.ConnectedAt;
        // What was read a moment before its first moment is fresh enough until the next.
        if (last is null || last <= moment - (every / 2))
            return (moment, "The last complete read is old.");
        // With a client go its assets: until they are looked for, the record shows them as ours.
        var ended = await db
            .Operations.Where(o => o.PortfolioId == portfolio.Id && o.Kind == OperationKind.EndPartner)
            .Where(o => o.State == OperationState.Done && o.EndedAt > last)
            .MaxAsync(o => o.EndedAt, cancellationToken);
        return ended is { } at ? (at, "A partner was ended since the last complete read.") : null;
    }

    private bool IsDueAgain(Operation operation)
    {
        if (!operation.OpenChoices().Contains(OperationChoice.TryAgain))
            return false;
        var now = time.GetUtcNow();
        var stands = now - (operation.Steps.Max(s => s.EndedAt) ?? operation.AskedAt);
        var pause = now - operation.AskedAt < FirstDay ? options.Value.StuckRevokePause : FirstDay;
        return stands >= pause;
    }

    /// <summary>A revoke runs, stands, or ended a moment ago; or the work that made it goes on.</summary>
    private Task<bool> IsBeingDealtWithAsync(Token token, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - options.Value.StuckRevokePause;
        return db.Operations.AnyAsync(
            o =>
                o.SystemUserId == token.SystemUserId
                && o.IsChange
                && (
                    o.State == OperationState.Waiting
                    || o.State == OperationState.Running
                    || (
                        (o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
                        && (o.State == OperationState.NeedsAttention || o.EndedAt > since)
                    )
                ),
            cancellationToken
        );
    }

    private static ActRequest Because(string why) => new(Guid.NewGuid(), why, null);
}
