using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using MetaSystemUser = MetaGraph.SystemUsers.SystemUser;

namespace SystemUserManager.Sync;

/// <summary>What one read through another app saw.</summary>
/// <param name="NotJoined">Those of them that no record, or more than one, fits.</param>
internal sealed record AppRead(int SystemUsers, int NotJoined)
{
    public string Words =>
        SystemUsers == 0 ? "No system user read."
        : NotJoined == 0 ? $"{Count(SystemUsers)} read, {(SystemUsers == 1 ? "it is" : "each is")} one that is known."
        : $"{Count(SystemUsers)} read; of {NotJoined} it can't be told which one it is, since name and time of creation fit none or several.";

    private static string Count(int number) => number == 1 ? "1 system user" : $"{number} system users";
}

/// <summary>
/// Reads the system users of a portfolio through another of its apps, which numbers them otherwise, and joins each to the
/// one that is known: by exact name and time of creation where exactly one of each side has them. A join stays, whatever
/// either is called later; what can't be joined waits for a person (<see cref="JoinSystemUser"/>).
/// </summary>
internal sealed class AppReader(ControlTokenInUse inUse, TimeProvider time)
{
    /// <summary>Reads through every other app of the portfolio; what went wrong with one is said of that one alone.</summary>
    /// <returns>A sentence for each app.</returns>
    public async Task<IReadOnlyList<(string Words, bool IsRead)>> ReadAllAsync(
        OperationRun run,
        PortfolioSession session,
        CancellationToken cancellationToken
    )
    {
        var said = new List<(string, bool)>();
        foreach (
            var app in await run
                .Db.PortfolioApps.Where(a => a.PortfolioId == session.PortfolioId && a.RemovedAt == null)
                .OrderBy(a => a.Id)
                .ToListAsync(cancellationToken)
        )
        {
            try
            {
                var through = await run.OpenThroughAsync(app, cancellationToken);
                var read = await ReadAsync(run.Db, through, app, cancellationToken);
                var news = await inUse.LookAsync(run, through, app, cancellationToken);
                said.Add(
                    (
                        $"Through {app.Name}: {read.Words}{(news is null ? "" : $" {news.Words}")}",
                        news is not { IsWrong: true }
                    )
                );
            }
            // A vault that doesn't answer is waited for, as everywhere.
            catch (VaultException failure) when (failure.Failure != VaultFailure.Unavailable)
            {
                app.LoseAccess(failure.Message, time.GetUtcNow());
                said.Add(($"Not read through {app.Name}: {failure.Message}", false));
            }
            catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.Authentication)
            {
                app.LoseAccess($"Meta refused its control token: {refusal.VendorMessage}", time.GetUtcNow());
                said.Add(($"Not read through {app.Name}: Meta refused its control token.", false));
            }
            catch (MetaGraphException refusal)
                when (refusal.Kind is GraphErrorKind.Permission or GraphErrorKind.Validation or GraphErrorKind.NotFound)
            {
                said.Add(($"Not read through {app.Name}: {refusal.VendorMessage}", false));
            }
        }

        return said;
    }

    public async Task<AppRead> ReadAsync(
        AppDb db,
        PortfolioSession session,
        PortfolioApp app,
        CancellationToken cancellationToken
    )
    {
        var seen = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var known = await db
            .AppScopedSystemUsers.Where(s => s.PortfolioAppId == app.Id)
            .ToDictionaryAsync(s => s.GraphId, cancellationToken);
        var present = new List<AppScopedSystemUser>();
        foreach (var user in seen.DistinctBy(u => u.Id))
        {
            if (!known.Remove(user.Id.Value, out var record))
                db.AppScopedSystemUsers.Add(record = New(app, user, now));
            (record.Name, record.MetaCreatedAt, record.GoneAt) = (user.Name, user.CreatedTime, null);
            present.Add(record);
        }

        foreach (var gone in known.Values.Where(s => s.GoneAt is null))
            gone.GoneAt = now;
        await JoinAsync(db, app, present, now, cancellationToken);
        app.LastReadAt = now;
        app.RegainAccess();
        using (db.Unaudited("A read through an app is one act, audited with its operation."))
            await db.SaveChangesAsync(cancellationToken);
        return new AppRead(present.Count, present.Count(s => s.SystemUserId is null));
    }

    private static async Task JoinAsync(
        AppDb db,
        PortfolioApp app,
        List<AppScopedSystemUser> present,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var taken = present.Where(s => s.SystemUserId is not null).Select(s => s.SystemUserId!.Value).ToHashSet();
        var free = await db
            .SystemUsers.Where(s => s.PortfolioId == app.PortfolioId && s.VanishedAt == null)
            .Select(s => new
            {
                s.Id,
                s.Name,
                s.MetaCreatedAt,
            })
            .ToListAsync(cancellationToken);
        // Of one that left, too: nobody takes its place by itself.
        taken.UnionWith(
            await db
                .AppScopedSystemUsers.Where(s => s.PortfolioAppId == app.Id && s.SystemUserId != null)
                .Select(s => s.SystemUserId!.Value)
                .ToListAsync(cancellationToken)
        );
        var records = free.Where(s => !taken.Contains(s.Id)).ToLookup(s => (s.Name, s.MetaCreatedAt));
        foreach (var alike in present.Where(s => s.SystemUserId is null).GroupBy(s => (s.Name, s.MetaCreatedAt)))
        {
            if (alike.Key.MetaCreatedAt is null || alike.Count() != 1 || records[alike.Key].Count() != 1)
                continue;
            var joined = alike.Single();
            (joined.SystemUserId, joined.JoinedAt) = (records[alike.Key].Single().Id, now);
        }
    }

    private static AppScopedSystemUser New(PortfolioApp app, MetaSystemUser user, DateTimeOffset now) =>
        new()
        {
            PortfolioId = app.PortfolioId,
            PortfolioAppId = app.Id,
            GraphId = user.Id.Value,
            Name = user.Name,
            FirstSeenAt = now,
        };
}
