using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <param name="Version">null: the latest.</param>
/// <param name="Adoption">Needed where the system user was found and nobody here answers for it yet.</param>
public sealed record RegisterTokenRequest(
    ActRequest Act,
    long SystemUserId,
    string SecretName,
    string? Version,
    AdoptionRequest Adoption
)
{
    /// <summary>The portfolio's app that it is a token of; null: the one that the portfolio is connected through.</summary>
    public long? PortfolioAppId { get; init; }
}

/// <summary>What the operation carries.</summary>
public sealed record RegisterTokenInput(string SecretName, string? Version);

/// <summary>
/// Asks that a token which stands in the vault already be put into the record. Nothing is changed at Meta or in the
/// vault, so that it may be asked for under Observe only too. Role needed: Administrator of the portfolio. The worker's
/// half is <see cref="RegisterTokenWork"/>.
/// </summary>
public sealed partial class RegisterToken(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    ChangeRules rules,
    AdoptSystemUser adoption,
    AppChoice apps
)
{
    public const string ReadAndAsk = "Read the secret and ask Meta what it holds";
    public const string WriteDown = "Write it into the record";

    public static readonly IReadOnlyList<string> Plan = [ReadAndAsk, WriteDown];

    public async Task<Result<long>> AskAsync(RegisterTokenRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return new NotAllowed("register tokens");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await rules.LockAsync(systemUser, cancellationToken);
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        // The control token's own system user is nobody's integration: nobody has to answer for it here.
        var adopts = !await db.IsControlAsync(systemUser, cancellationToken);
        var problems = new List<Problem>();
        if (PortfolioRules.WhyItCannotBeRead(portfolio) is { } why)
            problems.Add(new PortfolioCannotAct(why));
        if (await apps.WhyNotAsync(systemUser, request.PortfolioAppId, cancellationToken) is { } notThrough)
            problems.Add(notThrough);
        if (FindNameProblem(request, portfolio) is { } wrong)
            problems.Add(wrong);
        if (adopts)
            problems.AddRange(await adoption.CheckAsync(systemUser, request.Adoption, cancellationToken));
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;

        var operation = ask.New(
            OperationKind.RegisterToken,
            systemUser.PortfolioId,
            $"Register a token of {systemUser.Name}",
            request.Act,
            isChange: false
        );
        operation.SystemUserId = systemUser.Id;
        operation.PortfolioAppId = request.PortfolioAppId;
        var version = string.IsNullOrWhiteSpace(request.Version) ? null : request.Version.Trim();
        var name = Tokens.SecretName.Typed(request.SecretName);
        operation.WriteInput(new RegisterTokenInput(name, version));
        var saved = await ask.SaveAsync(
            operation,
            Plan,
            $"secret {name}{(version is null ? "" : $", version {version}")}",
            cancellationToken
        );
        if (!saved.Succeeded)
            return saved;
        if (adopts)
            await adoption.AdoptAsync(systemUser, request.Adoption, operation, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    private static Problem? FindNameProblem(RegisterTokenRequest request, Portfolio portfolio)
    {
        const string Field = nameof(RegisterTokenRequest.SecretName);
        var name = request.SecretName.Trim();
        if (name.Length == 0)
            return InvalidValue.Required(Field, "The secret's name");
        if (!Names().IsMatch(name))
            return InvalidValue.Of(
                Field,
                "A secret's name has letters, digits and dashes only, 127 at most. Type the name, never the token itself. Nothing was done yet."
            );
        if (SecretName.IsPending(name))
            return InvalidValue.Of(
                Field,
                "Under this name this tool keeps tokens that aren't proved yet; nothing reads them. Nothing was done yet."
            );
        if (SecretName.IsSame(name, portfolio.ControlTokenSecret) || SecretName.IsSame(name, portfolio.AppSecretSecret))
            return InvalidValue.Of(
                Field,
                "This secret is this tool's own, and what it holds stands in the record already. Nothing was done yet."
            );
        return request.Version is null || Versions().IsMatch(request.Version.Trim())
            ? null
            : InvalidValue.Of(
                nameof(request.Version),
                "A version is 32 letters and digits, as the vault shows it. Leave it empty for the latest. Nothing was done yet."
            );
    }

    [GeneratedRegex("^[0-9a-zA-Z-]{1,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex("^([0-9a-zA-Z]{32})?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Versions();
}
