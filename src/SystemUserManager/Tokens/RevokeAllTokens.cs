using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

public sealed record RevokeAllTokensRequest(ActRequest Act, long SystemUserId);

/// <summary>
/// Asks that every token of a system user be ended, those made outside this tool included. Role needed: Offboarder of
/// the portfolio. The worker's half is <see cref="RevokeAllTokensWork"/>.
/// </summary>
public sealed class RevokeAllTokens(AppDb db, CurrentUser user, AskOperation ask, RevokeRules rules)
{
    public const string ReadFromVault = "Read the known tokens from the vault";
    public const string RevokeAtMeta = "Revoke all tokens at Meta";
    public const string ProveDead = "Prove that they are dead";
    public const string DisableInVault = "Disable them in the vault";

    public static readonly IReadOnlyList<string> Plan = [ReadFromVault, RevokeAtMeta, ProveDead, DisableInVault];

    public async Task<Result<long>> AskAsync(RevokeAllTokensRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!user.May(Role.Offboarder, systemUser.PortfolioId))
            return new NotAllowed("revoke tokens");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ChangeRules.LockAsync(db, systemUser, cancellationToken);
        var problems = request.Act.Check().ToList();
        if (await rules.WhyNotAsync(systemUser, null, cancellationToken) is { } why)
            problems.Insert(0, why);
        if (problems.Count > 0)
            return problems;

        await rules.StopOthersAsync(systemUser, null, cancellationToken);
        var operation = ask.New(
            OperationKind.RevokeAllTokens,
            systemUser.PortfolioId,
            $"Revoke all tokens of {systemUser.Name}",
            request.Act,
            isChange: true
        );
        operation.SystemUserId = systemUser.Id;
        var saved = await ask.SaveAsync(operation, Plan, null, cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }
}
