using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Apps;

public sealed record AddAppRequest
{
    public required ActRequest Act { get; init; }
    public required long PortfolioId { get; init; }
    public required string AppId { get; init; }
    public required string ControlTokenSecret { get; init; }
    public required string AppSecretSecret { get; init; }
}

/// <summary>What the operation carries: names of secrets, never their values.</summary>
internal sealed record AddAppInput(string AppId, string ControlTokenSecret, string AppSecretSecret);

/// <summary>The portfolio was connected through this app.</summary>
public sealed record AppIsThePortfoliosOwn(string Name)
    : Problem(
        $"{Name} was connected through this app. Nothing was changed. To act through another token of it, replace its control token."
    );

/// <summary>
/// Asks that another app be added to a connected portfolio, with its own control token, checked live before anything is
/// written down. Of an app that was added already the secrets' names are replaced, by the same check. Changes nothing at
/// Meta or in the vault. Role needed: Administrator of the portfolio. The worker's half is <see cref="AddAppWork"/>.
/// </summary>
public sealed class AddApp(AppDb db, CurrentUser user, AskOperation ask)
{
    public const string ReadSecrets = ConnectPortfolio.ReadSecrets;
    public const string ProveIt = "Prove the control token at Meta";
    public const string AppIsClaimed = ConnectPortfolio.AppIsClaimed;
    public const string UseIt = "Use it from now on";
    public const string ReadSystemUsers = "Read the system users through it";

    public static readonly IReadOnlyList<string> Plan = [ReadSecrets, ProveIt, AppIsClaimed, UseIt, ReadSystemUsers];

    public async Task<Result<long>> AskAsync(AddAppRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("add apps");
        if (PortfolioRules.WhyItCannotBeRead(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        if (Check(request, portfolio).ToList() is { Count: > 0 } problems)
            return problems;
        var input = new AddAppInput(
            request.AppId.Trim(),
            SecretName.Typed(request.ControlTokenSecret),
            SecretName.Typed(request.AppSecretSecret)
        );
        var operation = ask.New(
            OperationKind.AddApp,
            portfolio.Id,
            $"Add the app {input.AppId} to {portfolio.Name}",
            request.Act,
            isChange: false
        );
        operation.WriteInput(input);
        return await ask.SaveAsync(
            operation,
            Plan,
            $"control token's secret {input.ControlTokenSecret}, app secret's secret {input.AppSecretSecret}",
            cancellationToken
        );
    }

    private static IEnumerable<Problem> Check(AddAppRequest request, Portfolio portfolio)
    {
        if (ConnectPortfolio.FindIdProblem(nameof(request.AppId), "App ID", request.AppId) is { } wrong)
            yield return wrong;
        else if (request.AppId.Trim() == portfolio.AppId)
            yield return new AppIsThePortfoliosOwn(portfolio.Name)
            {
                Field = nameof(request.AppId),
                Link = $"/Portfolios/{portfolio.Id}/ControlToken",
            };
        foreach (
            var (field, label, text) in new[]
            {
                (nameof(request.ControlTokenSecret), "control token secret name", request.ControlTokenSecret),
                (nameof(request.AppSecretSecret), "app secret secret name", request.AppSecretSecret),
            }
        )
        {
            if (ConnectPortfolio.FindSecretNameProblem(field, label, text) is { } name)
                yield return name;
        }

        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
