using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <param name="NamePattern">With * for any letters; null: any name that has the tag.</param>
/// <param name="TagName">null: whatever its tags.</param>
/// <param name="TagValue">null: whatever its value.</param>
public sealed record CheckSecretsRequest(
    ActRequest Act,
    long PortfolioId,
    string? NamePattern,
    string? TagName,
    string? TagValue
);

/// <summary>What the operation carries.</summary>
public sealed record CheckSecretsInput(string? NamePattern, string? TagName, string? TagValue);

/// <summary>
/// Asks what the secrets of the vault hold whose names or tags an administrator chose: which tokens aren't registered,
/// which are a person's. Nothing is changed; only a worker sees the values, and only what looks like a token is sent to
/// Meta. Role needed: Administrator of the portfolio. The worker's half is <see cref="CheckSecretsWork"/>.
/// </summary>
public sealed class CheckSecrets(AppDb db, CurrentUser user, AskOperation ask)
{
    public const string ListNames = "List the secrets that match";
    public const string ReadAndAsk = "Read them and ask Meta what they hold";

    /// <summary>Fewer letters match nearly everything, and every value that matches is read.</summary>
    public const int FewestLetters = 3;

    private const int LongestText = 256;

    public static readonly IReadOnlyList<string> Plan = [ListNames, ReadAndAsk];

    public async Task<Result<long>> AskAsync(CheckSecretsRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("check secrets");
        var problems = new List<Problem>();
        if (PortfolioRules.WhyItCannotBeRead(portfolio) is { } why)
            problems.Add(new PortfolioCannotAct(why));
        problems.AddRange(Check(request));
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;

        var input = new CheckSecretsInput(
            Trimmed(request.NamePattern),
            Trimmed(request.TagName),
            Trimmed(request.TagValue)
        );
        var operation = ask.New(
            OperationKind.CheckSecrets,
            portfolio.Id,
            $"Check secrets in the vault of {portfolio.Name}",
            request.Act,
            isChange: false
        );
        operation.WriteInput(input);
        return await ask.SaveAsync(
            operation,
            Plan,
            $"names {input.NamePattern ?? "any"}; tag {input.TagName ?? "any"} = {input.TagValue ?? "any"}",
            cancellationToken
        );
    }

    private static IEnumerable<Problem> Check(CheckSecretsRequest request)
    {
        var (pattern, tag) = (Trimmed(request.NamePattern), Trimmed(request.TagName));
        if (pattern is null && tag is null)
            yield return InvalidValue.Of(
                nameof(request.NamePattern),
                "Say which secrets: part of their names, or a tag that they have. Nothing was read yet."
            );
        if (pattern is not null && pattern.Count(char.IsLetterOrDigit) < FewestLetters)
            yield return InvalidValue.Of(
                nameof(request.NamePattern),
                $"Type at least {FewestLetters} letters or digits of the names: every secret that matches is read. Nothing was read yet."
            );
        if (pattern?.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '*')) == true)
            yield return InvalidValue.Of(
                nameof(request.NamePattern),
                "A secret's name has letters, digits and dashes; * stands for any of them. Nothing was read yet."
            );
        if (tag is null && Trimmed(request.TagValue) is not null)
            yield return InvalidValue.Required(nameof(request.TagName), "The tag's name");
        foreach (
            var (field, text) in new[]
            {
                (nameof(request.NamePattern), request.NamePattern),
                (nameof(request.TagName), request.TagName),
                (nameof(request.TagValue), request.TagValue),
            }
        )
        {
            if (text?.Length > LongestText)
                yield return InvalidValue.Of(
                    field,
                    $"This text is longer than {LongestText} characters. Nothing was read yet: shorten it."
                );
        }
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
