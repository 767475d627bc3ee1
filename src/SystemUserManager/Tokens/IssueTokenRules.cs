using MetaGraph.Tokens;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.Tokens;

/// <summary>What may be asked of a token, whosever it is to be.</summary>
public static class IssueTokenRules
{
    /// <summary>The problems, in the order of the form; empty: it may be asked for.</summary>
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
        if (neverReason?.Length > 500)
            yield return InvalidValue.Of(
                "NeverReason",
                "This text is longer than 500 characters. Nothing was done yet: shorten it."
            );
        if (lifetime == TokenLifetime.Never && portfolio.ExpiryRule == ExpiryRule.MustExpire)
            yield return InvalidValue.Of(
                "Lifetime",
                $"Meta wants expiring tokens for {portfolio.Name}. Choose 60 days. Nothing was done yet."
            );
    }
}
