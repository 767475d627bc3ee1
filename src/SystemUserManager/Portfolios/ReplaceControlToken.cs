using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Portfolios;

public sealed record ReplaceControlTokenRequest(ActRequest Act, long PortfolioId, string SecretName);

/// <summary>What the operation carries: the name of the secret, never its value.</summary>
internal sealed record ReplaceControlTokenInput(string SecretName);

/// <summary>The name is the one in use.</summary>
public sealed record ControlTokenSecretInUse(string SecretName)
    : Problem(
        $"\"{SecretName}\" is the secret in use. Nothing was changed. A new version under this name is read by itself; to check it now, read the portfolio again."
    );

/// <summary>
/// Asks that the portfolio be acted through another control token, which somebody put into the vault: checked live
/// before anything changes. Changes nothing at Meta or in the vault, so it is there under Observe only and without access
/// too. Role needed: Administrator of the portfolio. The worker's half is <see cref="ReplaceControlTokenWork"/>.
/// </summary>
public sealed class ReplaceControlToken(AppDb db, CurrentUser user, AskOperation ask)
{
    public const string ReadFromVault = "Read the new control token from the vault";
    public const string ProveIt = "Prove it at Meta";
    public const string ActThroughIt = "Act through it";

    public static readonly IReadOnlyList<string> Plan = [ReadFromVault, ProveIt, ActThroughIt];

    public async Task<Result<long>> AskAsync(ReplaceControlTokenRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("replace the control token");
        if (portfolio.DisconnectedAt is not null)
            return new PortfolioCannotAct(PortfolioRules.WhyItCannotBeRead(portfolio)!);
        if (portfolio.State is PortfolioState.Connecting or PortfolioState.NotConnected)
            return new PortfolioCannotAct($"{portfolio.Name} isn't connected yet. Finish connecting it first.");
        var problems = Check(request, portfolio).ToList();
        if (problems.Count > 0)
            return problems;
        var operation = ask.New(
            OperationKind.ReplaceControlToken,
            portfolio.Id,
            $"Replace the control token of {portfolio.Name}",
            request.Act,
            isChange: false
        );
        var name = Tokens.SecretName.Typed(request.SecretName);
        operation.WriteInput(new ReplaceControlTokenInput(name));
        return await ask.SaveAsync(operation, Plan, $"secret {name}", cancellationToken);
    }

    private static IEnumerable<Problem> Check(ReplaceControlTokenRequest request, Portfolio portfolio)
    {
        if (
            ConnectPortfolio.FindSecretNameProblem(
                nameof(request.SecretName),
                "control token secret name",
                request.SecretName
            ) is
            { } wrong
        )
            yield return wrong;
        else if (Tokens.SecretName.IsSame(request.SecretName.Trim(), portfolio.ControlTokenSecret))
            yield return new ControlTokenSecretInUse(portfolio.ControlTokenSecret)
            {
                Field = nameof(request.SecretName),
                Link = $"/Portfolios/{portfolio.Id}/Read",
            };
        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
