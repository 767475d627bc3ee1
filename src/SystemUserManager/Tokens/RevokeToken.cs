using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>The token is dead already.</summary>
public sealed record TokenAlreadyRevoked(string When)
    : Problem($"This token was revoked on {When}. There is nothing left to revoke.");

/// <summary>Somebody asked for the same already.</summary>
public sealed record RevokeUnderWay(string AskedBy)
    : Problem(
        $"Revoking is under way already, asked for by {AskedBy}. Nothing new was started. Look at that operation."
    );

/// <summary>The system user that this product acts through is protected.</summary>
public sealed record ControlSystemUserProtected()
    : Problem($"{PortfolioRules.ControlSystemUserIsProtected} Nothing was started.");

public sealed record RevokeTokenRequest(ActRequest Act, long TokenId);

/// <summary>
/// Asks that one token be ended at Meta, proved dead, and its copies in the vault disabled. Role needed: Offboarder of
/// the portfolio. The worker's half is <see cref="RevokeTokenWork"/>.
/// </summary>
public sealed class RevokeToken(AppDb db, CurrentUser user, AskOperation ask, RevokeRules rules, AppChoice apps)
{
    public const string ReadFromVault = "Read the token from the vault";
    public const string RevokeAtMeta = "Revoke it at Meta";
    public const string ProveDead = "Prove that it is dead";
    public const string DisableInVault = "Disable it in the vault";

    public static readonly IReadOnlyList<string> Plan = [ReadFromVault, RevokeAtMeta, ProveDead, DisableInVault];

    public async Task<Result<long>> AskAsync(RevokeTokenRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var token = await db.Tokens.FirstOrDefaultAsync(t => t.Id == request.TokenId, cancellationToken);
        if (token is null)
            return new NotFound("This token");
        if (!user.May(Role.Offboarder, token.PortfolioId))
            return new NotAllowed("revoke tokens");
        if (token.IsDead)
            return new TokenAlreadyRevoked($"{token.RevokedAt ?? token.ExpiresAt:yyyy-MM-dd HH:mm} UTC");
        var systemUser = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await ChangeRules.LockAsync(db, systemUser, cancellationToken);
        var problems = request.Act.Check().ToList();
        if (await rules.WhyNotAsync(systemUser, token.Id, cancellationToken) is { } why)
            problems.Insert(0, why);
        if (problems.Count > 0)
            return problems;

        await rules.StopOthersAsync(systemUser, token.Id, cancellationToken);
        var operation = ask.New(
            OperationKind.RevokeToken,
            token.PortfolioId,
            $"Revoke a token of {systemUser.Name}",
            request.Act,
            isChange: true
        );
        operation.SystemUserId = systemUser.Id;
        operation.TokenId = token.Id;
        operation.PortfolioAppId = await apps.OfTokenAsync(token, cancellationToken);
        var saved = await ask.SaveAsync(operation, Plan, $"secret {token.SecretName}", cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }
}
