using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Operations;

/// <summary>Another creation of this name in this portfolio isn't finished.</summary>
public sealed record NameBeingMade(string AskedBy, long OperationId)
    : Problem(
        $"A system user of this name is already being made, asked for by {AskedBy}. Nothing was started. Look at that operation."
    );

/// <summary>
/// Writes an operation down with its steps and its audit row, in one transaction: from here on it will be done, or it
/// will say why not. A form sent twice finds the operation of the first time.
/// </summary>
public sealed class AskOperation(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>What every act's form carries besides its own fields.</summary>
    public Operation New(OperationKind kind, long? portfolioId, string title, ActRequest request, bool isChange) =>
        new()
        {
            Kind = kind,
            PortfolioId = portfolioId,
            Title = title,
            RequestKey = request.RequestKey,
            AskedById = user.IsSystem ? null : user.AccountId,
            AskedByName = user.Name,
            Reason = request.Reason.Trim(),
            Ticket = string.IsNullOrWhiteSpace(request.Ticket) ? null : request.Ticket.Trim(),
            AskedAt = time.GetUtcNow(),
            Input = "{}",
            IsChange = isChange,
        };

    /// <summary>The operation that an earlier sending of the same form asked for; null: this is the first.</summary>
    public async Task<long?> FindAskedBeforeAsync(Guid requestKey, CancellationToken cancellationToken) =>
        await db
            .Operations.Where(o => o.RequestKey == requestKey && (o.AskedById ?? 0) == user.AccountId)
            .Select(o => (long?)o.Id)
            .FirstOrDefaultAsync(cancellationToken);

    public async Task<Result<long>> SaveAsync(
        Operation operation,
        IReadOnlyList<string> steps,
        string? auditAfter,
        CancellationToken cancellationToken
    )
    {
        for (var i = 0; i < steps.Count; i++)
        {
            operation.Steps.Add(
                new OperationStep
                {
                    PortfolioId = operation.PortfolioId,
                    Number = i + 1,
                    Name = steps[i],
                }
            );
        }

        db.Operations.Add(operation);
        db.Audit(OperationAudit.Asked(operation, auditAfter));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return operation.Id;
        }
        catch (DbUpdateException refused)
        {
            if (await ExplainAsync(operation, cancellationToken) is { } explained)
                return explained;
            throw new InvalidOperationException(
                $"{operation.Title} could not be written down; nothing was started.",
                refused
            );
        }
    }

    private async Task<Result<long>?> ExplainAsync(Operation operation, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        if (await FindAskedBeforeAsync(operation.RequestKey, cancellationToken) is { } before)
            return before;
        var sameName = await db
            .Operations.Where(o =>
                o.PortfolioId == operation.PortfolioId && o.NameKey == operation.NameKey && o.NameKey != null
            )
            .Select(o => new { o.Id, o.AskedByName })
            .FirstOrDefaultAsync(cancellationToken);
        if (sameName is null)
            return null;
        return new NameBeingMade(sameName.AskedByName, sameName.Id)
        {
            Field = "Name",
            Link = $"/Operations/{sameName.Id}",
        };
    }
}

/// <summary>What every act's form carries: its own key, so that sent twice is asked once, and why.</summary>
public sealed record ActRequest(Guid RequestKey, string Reason, string? Ticket)
{
    /// <summary>The problems with it; empty: none.</summary>
    public IEnumerable<Problem> Check()
    {
        if (string.IsNullOrWhiteSpace(Reason))
            yield return InvalidValue.Required(nameof(Reason), "The reason");
        else if (Reason.Length > 1000)
            yield return InvalidValue.Of(
                nameof(Reason),
                "The reason is longer than 1,000 characters. Nothing was done yet: shorten it."
            );
        if (Ticket?.Length > 100)
            yield return InvalidValue.Of(
                nameof(Ticket),
                "The ticket is longer than 100 characters. Nothing was done yet: shorten it."
            );
    }
}
