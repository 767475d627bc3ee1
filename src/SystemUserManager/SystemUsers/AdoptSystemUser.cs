using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>Who answers for a found system user and what it is for; both empty where that is known already.</summary>
public sealed record AdoptionRequest(TypedPerson? Owner, string? Purpose)
{
    public static readonly AdoptionRequest None = new(null, null);

    /// <summary>What the form showed of it (<see cref="ShownAtMeta.Mark"/>); null: it showed nothing.</summary>
    public string? SawAtMeta { get; init; }
}

/// <summary>
/// A found system user becomes ours: somebody answers for it, and what it reaches now is what it is meant to reach. No
/// act by itself: a part of the first act on it, in that one's transaction.
/// </summary>
public sealed class AdoptSystemUser(AppDb db, CurrentUser user, FindOrAddPerson people, TimeProvider time)
{
    /// <summary>The problems, in the order of the form; empty also where it is ours already.</summary>
    public async Task<IReadOnlyList<Problem>> CheckAsync(
        SystemUser systemUser,
        AdoptionRequest request,
        CancellationToken cancellationToken
    )
    {
        if (systemUser.IsOurs)
            return [];
        if (await FindMovedAsync(systemUser, request.SawAtMeta, cancellationToken) is { } moved)
            return [moved];
        var known = await KnownPeople.OfAsync(db, [request.Owner], cancellationToken);
        return [.. known.Check("Owner", request.Owner), .. Check(request)];
    }

    /// <summary>null: what would be adopted is what the form showed, or it is ours already.</summary>
    internal async Task<SystemUserMoved?> FindMovedAsync(
        SystemUser systemUser,
        string? sawAtMeta,
        CancellationToken cancellationToken
    )
    {
        if (systemUser.IsOurs || sawAtMeta is null)
            return null;
        var now = await ShownAtMeta.OfAsync(db, systemUser, cancellationToken);
        return now.Mark == sawAtMeta ? null : new SystemUserMoved(now.Words);
    }

    private static IEnumerable<Problem> Check(AdoptionRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Owner?.Name))
            yield return InvalidValue.Required("Owner", "The owner");
        foreach (var problem in PersonFields.Check("Owner", request.Owner))
            yield return problem;
        if (string.IsNullOrWhiteSpace(request.Purpose))
            yield return InvalidValue.Required("Purpose", "The purpose");
        else if (request.Purpose.Length > 500)
            yield return InvalidValue.Of(
                "Purpose",
                "This text is longer than 500 characters. Nothing was done yet: shorten it."
            );
    }

    /// <summary>Does nothing where it is ours already.</summary>
    public async Task AdoptAsync(
        SystemUser systemUser,
        AdoptionRequest request,
        Operation operation,
        CancellationToken cancellationToken
    )
    {
        if (systemUser.IsOurs)
            return;
        var owner = await people.RunAsync(request.Owner!, cancellationToken);
        if (systemUser.OwnerId != owner.Id)
            await OpenHandOvers.EndAsync(db, systemUser, user.Name, time.GetUtcNow(), cancellationToken);
        await OwnerHistory.ChangeAsync(db, systemUser, owner.Id, time.GetUtcNow(), cancellationToken);
        systemUser.Purpose = request.Purpose!.Trim();
        await AdoptAsync(systemUser, owner.Name, operation.Id, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>As the other, where owner and purpose stand in the record already; the caller saves.</summary>
    /// <param name="operationId">The first act on it; 0: it was adopted by an edit of the record.</param>
    internal async Task AdoptAsync(
        SystemUser systemUser,
        string ownerName,
        long operationId,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        systemUser.AdoptedAt = now;
        systemUser.AdoptedByName = user.Name;
        systemUser.ConfirmAsShown();
        systemUser.LastConfirmedAt = now;
        systemUser.LastConfirmedByName = user.Name;
        var seen = await db
            .SeenGrants.Where(g => g.SystemUserId == systemUser.Id && g.ValidTo == null)
            .ToListAsync(cancellationToken);
        var recorded = await db
            .Grants.Where(g => g.SystemUserId == systemUser.Id)
            .ToDictionaryAsync(g => g.AssetId, cancellationToken);
        foreach (var grant in seen)
        {
            if (!recorded.TryGetValue(grant.AssetId, out var record))
                db.Grants.Add(
                    record = new Grant
                    {
                        PortfolioId = systemUser.PortfolioId,
                        SystemUser = systemUser,
                        AssetId = grant.AssetId,
                        AskedTasks = grant.Tasks,
                        OperationId = operationId,
                    }
                );
            record.AskedTasks = grant.Tasks;
            record.ConfirmedTasks = grant.Tasks;
            record.ConfirmedAt = now;
        }

        // The next pass would resolve it too; until then the page would say the opposite of what was just done.
        foreach (
            var finding in await db
                .Findings.Where(f => f.SystemUserId == systemUser.Id && f.Kind == FindingKind.UnknownSystemUser)
                .ToListAsync(cancellationToken)
        )
            finding.Resolve(now);
        db.Audit(Adopted(systemUser, ownerName, seen.Count));
    }

    private static AuditRecord Adopted(SystemUser systemUser, string ownerName, int grants) =>
        new()
        {
            Action = "Adopt system user",
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.SystemUser,
            ObjectId = () => systemUser.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = systemUser.Name,
            PortfolioId = () => systemUser.PortfolioId,
            Before = "Found at Meta; nobody answered for it",
            After = AuditFields.Of(
                ("Owner", ownerName),
                ("Purpose", systemUser.Purpose),
                ("Grants confirmed", grants.ToString(CultureInfo.InvariantCulture))
            ),
        };
}
