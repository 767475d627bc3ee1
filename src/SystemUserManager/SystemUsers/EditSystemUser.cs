using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>What the record says of one system user: nothing of it is known to Meta.</summary>
public sealed record EditSystemUserRequest
{
    public required ActRequest Act { get; init; }
    public required long SystemUserId { get; init; }

    /// <summary>As in <see cref="AdoptionRequest.SawAtMeta"/>.</summary>
    public string? SawAtMeta { get; init; }

    public string? Purpose { get; init; }
    public IntegrationEnvironment? Environment { get; init; }

    /// <summary>The key of a purpose preset; null: none.</summary>
    public required string? Preset { get; init; }

    /// <summary>Why a grant goes beyond the preset, by asset; one that isn't here keeps its sentence.</summary>
    public IReadOnlyDictionary<long, string?> GrantWhys { get; init; } = new Dictionary<long, string?>();

    /// <summary>Why, for all that go beyond the preset and have no sentence. Required where a chosen preset makes some.</summary>
    public string? GrantsWhy { get; init; }

    /// <summary>Why, for live tokens whose scopes go beyond the preset and have no sentence. Required where a chosen preset makes some.</summary>
    public string? ScopesWhy { get; init; }

    /// <summary>null: nobody.</summary>
    public TypedPerson? Owner { get; init; }

    public TypedPerson? Successor { get; init; }
    public DateOnly? NextReviewOn { get; init; }

    /// <summary>All that it has from now on: one that isn't here is removed.</summary>
    public required IReadOnlyList<EditedConsumer> Consumers { get; init; }
}

/// <param name="Id">null: it is new.</param>
public sealed record EditedConsumer(long? Id, string? Tool, string? RunsAt, string? Contact, TokenDelivery Delivery);

/// <summary>
/// Changes what is said here of a system user: what for, why it needs more than that, who answers for it, who uses it.
/// Nothing is changed at Meta or in the vault. A found one is adopted when owner and purpose are given. Role needed:
/// Administrator of the portfolio.
/// </summary>
public sealed class EditSystemUser(
    AppDb db,
    CurrentUser user,
    FindOrAddPerson people,
    AdoptSystemUser adoption,
    TimeProvider time
)
{
    public async Task<Result<SystemUser>> RunAsync(EditSystemUserRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return new NotAllowed("edit its record");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var consumers = await db
            .Consumers.Where(c => c.SystemUserId == systemUser.Id)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var known = await KnownPeople.OfAsync(db, [request.Owner, request.Successor], cancellationToken);
        var adopts = !systemUser.IsOurs && request.Owner is not null && Trimmed(request.Purpose) is not null;
        var preset = await PresetEdit.OfAsync(db, systemUser, systemUser.IsOurs || adopts, request, cancellationToken);
        if (EditChecks.Of(systemUser, consumers, known, preset, request).ToList() is { Count: > 0 } problems)
            return problems;
        if (await adoption.FindMovedAsync(systemUser, request.SawAtMeta, cancellationToken) is { } moved)
            return moved;

        var owner = await FindAsync(known, request.Owner, systemUser.OwnerId, cancellationToken);
        var successor = await FindAsync(known, request.Successor, systemUser.SuccessorId, cancellationToken);
        var names = await db
            .People.Where(p => p.Id == systemUser.OwnerId || p.Id == systemUser.SuccessorId)
            .ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var before = SystemUserAudit.Fields(
            systemUser,
            names.GetValueOrDefault(systemUser.OwnerId ?? 0),
            names.GetValueOrDefault(systemUser.SuccessorId ?? 0),
            preset.WhysBefore,
            consumers
        );
        systemUser.Preset = preset.Key;
        systemUser.Purpose = Trimmed(request.Purpose);
        systemUser.Environment = request.Environment;
        if (systemUser.OwnerId != owner?.Id)
            await OpenHandOvers.EndAsync(db, systemUser, user.Name, time.GetUtcNow(), cancellationToken);
        await OwnerHistory.ChangeAsync(db, systemUser, owner?.Id, time.GetUtcNow(), cancellationToken);
        systemUser.SuccessorId = successor?.Id;
        systemUser.NextReviewOn = request.NextReviewOn;
        consumers = Change(systemUser, consumers, request.Consumers);
        var after = SystemUserAudit.Fields(systemUser, owner?.Name, successor?.Name, preset.WhysAfter, consumers);
        if (before == after && !adopts)
            return systemUser;
        if (before != after)
            db.Audit(SystemUserAudit.Edited(systemUser, before, after, request.Act));
        if (adopts)
            await adoption.AdoptAsync(systemUser, owner!.Name, operationId: 0, cancellationToken);
        await preset.WriteWhysAsync(db, systemUser, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return systemUser;
    }

    /// <summary>Of several people of one name, the one who is named already stays.</summary>
    private async Task<Person?> FindAsync(
        KnownPeople known,
        TypedPerson? typed,
        long? before,
        CancellationToken cancellationToken
    ) =>
        typed is null ? null
        : known.Means(typed, before) ? await db.People.SingleAsync(p => p.Id == before, cancellationToken)
        : await people.RunAsync(typed, cancellationToken);

    private List<Consumer> Change(SystemUser systemUser, List<Consumer> known, IReadOnlyList<EditedConsumer> wanted)
    {
        var kept = new List<Consumer>();
        foreach (var edited in wanted)
        {
            var consumer = known.Find(c => c.Id == edited.Id);
            if (consumer is null)
                db.Consumers.Add(
                    consumer = new Consumer
                    {
                        PortfolioId = systemUser.PortfolioId,
                        SystemUser = systemUser,
                        Tool = "",
                        Delivery = edited.Delivery,
                    }
                );
            consumer.Tool = edited.Tool!.Trim();
            consumer.RunsAt = Trimmed(edited.RunsAt);
            consumer.Contact = Trimmed(edited.Contact);
            consumer.Delivery = edited.Delivery;
            kept.Add(consumer);
        }

        db.Consumers.RemoveRange(known.Except(kept));
        return kept;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
