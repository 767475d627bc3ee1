using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

/// <summary>The operation doesn't ask for this (any more).</summary>
public sealed record ChoiceNotOpen()
    : Problem("This operation doesn't wait for that decision any more. Nothing was changed. Look at its steps.");

public sealed record DecideOperationRequest(ActRequest Act, long OperationId, OperationChoice Choice);

/// <summary>
/// A person's decision on an operation that needs attention. Role needed: Offboarder for revokes and for "Revoke all",
/// Administrator for the rest.
/// </summary>
public sealed class DecideOperation(AppDb db, CurrentUser user, RevokeAllTokens revokeAll, TimeProvider time)
{
    /// <returns>The operation to look at next: the same one, or the revoke that was started instead.</returns>
    public async Task<Result<long>> RunAsync(DecideOperationRequest request, CancellationToken cancellationToken)
    {
        var operation = await db
            .Operations.Include(o => o.Steps)
            .FirstOrDefaultAsync(o => o.Id == request.OperationId, cancellationToken);
        if (operation is null)
            return new NotFound("This operation");
        if (!user.May(RoleFor(operation.Kind, request.Choice), operation.PortfolioId))
            return new NotAllowed("decide on this operation");
        if (operation.State != OperationState.NeedsAttention || !operation.OpenChoices().Contains(request.Choice))
            return new ChoiceNotOpen();
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;

        // It stops this operation and the others of the same system user by itself.
        if (request.Choice == OperationChoice.RevokeAll)
            return await revokeAll.AskAsync(
                new RevokeAllTokensRequest(request.Act, operation.SystemUserId!.Value),
                cancellationToken
            );

        db.Audit(OperationAudit.Chosen(operation, request.Choice, request.Act.Reason));
        if (request.Choice == OperationChoice.StopHere)
        {
            operation.End(
                OperationState.Failed,
                $"Ended by {user.Name}: {request.Act.Reason.Trim().TrimEnd('.')}. {Progress.Of(operation)}",
                time.GetUtcNow()
            );
            db.Audit(OperationAudit.Ended(operation));
            await TokenHistory.SettleAsync(db, operation, time.GetUtcNow());
            if (operation.Kind == OperationKind.ConnectPortfolio)
                (
                    await db.Portfolios.SingleAsync(p => p.Id == operation.PortfolioId, cancellationToken)
                ).FailToConnect();
        }
        else
        {
            operation.GoOnWith(request.Choice);
        }

        operation.Version++;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return operation.Id;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new ChoiceNotOpen();
        }
    }

    /// <summary>The least role that may make this choice.</summary>
    public static Role RoleFor(OperationKind kind, OperationChoice choice) =>
        choice == OperationChoice.RevokeAll || kind is OperationKind.RevokeToken or OperationKind.RevokeAllTokens
            ? Role.Offboarder
            : Role.Administrator;
}
