using MetaGraph.Tokens;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.Tokens;

/// <summary>
/// The plan of issuing a token, a part of every operation that makes one, and the rules of what may be asked for. The
/// worker's half is <see cref="IssueTokenSteps"/>.
/// </summary>
public static class IssueToken
{
    public const string ReserveInVault = "Prove that the vault can be written";
    public const string GenerateAndStage = "Generate the token and stage it in the vault";

    /// <summary>Inside generating and staging: Meta has made it, the vault hasn't got it.</summary>
    public const string TokenInHand = "token in hand";

    public const string ProveStaged = "Prove the staged token";
    public const string Publish = "Write it under its live name";
    public const string RetireStaged = "Disable the staged copy";

    public static readonly IReadOnlyList<string> Plan =
    [
        ReserveInVault,
        GenerateAndStage,
        ProveStaged,
        Publish,
        RetireStaged,
    ];

    public static IEnumerable<Problem> Check(
        IReadOnlyList<string> scopes,
        TokenLifetime lifetime,
        string? neverReason,
        Portfolio portfolio
    )
    {
        if (scopes.Count == 0)
            yield return InvalidValue.Of(
                "Scopes",
                "Choose at least one scope: without any, the token could call nothing. Nothing was done yet."
            );
        var known = MetaGraph.Tokens.Scopes.All.Select(s => s.Scope.Value);
        if (scopes.Except(known).FirstOrDefault() is { } unknown)
            yield return InvalidValue.Of(
                "Scopes",
                $"\"{unknown}\" is no scope that Meta documents for system users. Nothing was done yet."
            );
        if (lifetime == TokenLifetime.Never && string.IsNullOrWhiteSpace(neverReason))
            yield return InvalidValue.Of(
                "NeverReason",
                "A token that never expires needs a sentence on why. Nothing was done yet."
            );
        if (lifetime == TokenLifetime.Never && portfolio.ExpiryRule == ExpiryRule.MustExpire)
            yield return InvalidValue.Of(
                "Lifetime",
                $"Meta wants expiring tokens for {portfolio.Name}. Choose 60 days. Nothing was done yet."
            );
    }
}
