using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Tokens;

namespace SystemUserManager.Audit;

/// <summary>
/// Once each UTC day: puts the end of the audit log into the vault, where a change of the database doesn't reach it. A
/// day on which the vault is down, or lets nobody write, has no anchor; the next one covers it.
/// </summary>
internal sealed partial class AnchorAuditLog(
    AppDb db,
    AnchorVault vault,
    VaultBreakers breakers,
    TimeProvider time,
    ILogger<AnchorAuditLog> logger
)
{
    /// <summary>Does nothing where today has its anchor. Nothing is lost where the vault doesn't answer: asked again, it tries again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var noted = await db
            .AuditAnchors.AsNoTracking()
            .OrderByDescending(a => a.At)
            .FirstOrDefaultAsync(cancellationToken);
        if (noted?.At >= Today || await WasRefusedTodayAsync(cancellationToken))
            return;
        try
        {
            if (!await FindUnheardAsync(noted?.Sequence ?? 0, cancellationToken))
                await WriteAsync(cancellationToken);
        }
        catch (VaultException down)
        {
            LogNotAnchored(logger, down.Message);
        }
    }

    /// <summary>A right isn't given within minutes, and each try is two rows for good: the next day's asks again.</summary>
    private Task<bool> WasRefusedTodayAsync(CancellationToken cancellationToken)
    {
        var (today, refusal) = (Today, AnchorVault.WriteRefused.Message);
        return db.AuditEvents.AnyAsync(
            e => e.Action == AnchorAudit.Action && e.At >= today && e.After == refusal,
            cancellationToken
        );
    }

    private DateTimeOffset Today => new(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>Looks before it writes: today's may be there already, and its answer was lost.</summary>
    private async Task<bool> FindUnheardAsync(long noted, CancellationToken cancellationToken)
    {
        var (latest, today) = ((await vault.ListAsync(cancellationToken)).MaxBy(a => a.Sequence), Today);
        if (latest is null || latest.Sequence <= noted)
            return false;
        var isOfToday = await db.AuditEvents.AnyAsync(
            e => e.Sequence == latest.Sequence && e.Hash == latest.Hash && e.At >= today,
            cancellationToken
        );
        if (isOfToday)
            await NoteAsync(latest);
        return isOfToday;
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        db.Audit(AnchorAudit.Asked());
        await db.SaveChangesAsync(cancellationToken);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(h => h.Id == 1, cancellationToken);
        try
        {
            var anchor = await vault.WriteAsync(head.Sequence, head.Hash);
            await breakers.SucceededAsync(vault.Address);
            await NoteAsync(anchor);
        }
        catch (VaultException failure)
        {
            db.Audit(AnchorAudit.NotWritten(failure.Message, failure.Failure != VaultFailure.OutcomeUnknown));
            await db.SaveChangesAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Not cancellable: it stands in the vault.</summary>
    private async Task NoteAsync(Anchor anchor)
    {
        db.AuditAnchors.Add(
            new AuditAnchor
            {
                At = time.GetUtcNow(),
                Sequence = anchor.Sequence,
                Hash = anchor.Hash,
                SecretVersion = anchor.SecretVersion ?? "",
            }
        );
        db.Audit(AnchorAudit.Written(anchor));
        await db.SaveChangesAsync(CancellationToken.None);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The audit log's end was not anchored in the vault; it is tried again: {Problem}"
    )]
    private static partial void LogNotAnchored(ILogger logger, string problem);
}
