using SystemUserManager.Grants;

namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta says something else of a token than the record.</summary>
public sealed class TokenDiffersRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.TokenDiffers;

    public override string Title => "Token differs from the record";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Meta tells other scopes or another end of the token than the record: somebody took a permission from the app or its system user, or Meta changed how long the token lives.";

    public override string WhatToDo =>
        "If a scope is missing, give it back at Meta or issue a new token. Otherwise adopt it, so that the record says what is so.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.Adopt];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        where live.Token is { HealthCheckedAt: not null, SeenScopes: not null, HealthProblem: null }
        let differences = Differences(live.Token).ToList()
        where differences.Count > 0
        select new SeenFinding(
            FindingText.Id(live.Token.Id),
            $"The token of {live.Of.Name} in the secret \"{live.Token.SecretName}\": {string.Join("; ", differences)}.",
            live.Of.Id,
            live.Token.Id
        )
        {
            InRecord = Words(live.Token.Scopes, live.Token.ExpiresAt),
            AtMeta = Words(live.Token.SeenScopes!, live.Token.SeenExpiresAt),
        };

    /// <summary>Meta's end is to the second, ours too; a minute is no difference.</summary>
    private static readonly TimeSpan Same = TimeSpan.FromMinutes(1);

    private static IEnumerable<string> Differences(PicturedToken token)
    {
        var (recorded, seen) = (TaskSet.Parse(token.Scopes), TaskSet.Parse(token.SeenScopes));
        if (recorded.Except(seen).ToList() is { Count: > 0 } missing)
            yield return $"Meta doesn't name the scopes {string.Join(", ", missing)} any more";
        if (seen.Except(recorded).ToList() is { Count: > 0 } more)
            yield return $"Meta names the scopes {string.Join(", ", more)}, which the record doesn't";
        var isSameEnd =
            token.ExpiresAt is { } end && token.SeenExpiresAt is { } seenEnd
                ? (end - seenEnd).Duration() <= Same
                : token.ExpiresAt == token.SeenExpiresAt;
        if (!isSameEnd)
            yield return $"it ends {End(token.SeenExpiresAt)}, and the record says {End(token.ExpiresAt)}";
    }

    internal static string Words(string scopes, DateTimeOffset? end) => $"{FindingText.Tasks(scopes)}; ends {End(end)}";

    private static string End(DateTimeOffset? end) => end is { } at ? $"on {FindingText.Day(at)}" : "never";
}
