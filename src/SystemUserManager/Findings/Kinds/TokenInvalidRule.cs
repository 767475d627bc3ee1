namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta doesn't take a token any more that should be alive.</summary>
public sealed class TokenInvalidRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.TokenInvalid;

    public override string Title => "Token is dead or crippled";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "The record calls the token alive, and Meta says that it is invalid or can't do what it was made for. The tool that uses it has stopped.";

    public override string WhatToDo =>
        "Issue a new token, and see that the tool reads it. Then revoke this one so that the record says that it is dead.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        let why = Why(live.Token, picture.At)
        where why is not null
        select new SeenFinding(
            FindingText.Id(live.Token.Id),
            $"The token of {live.Of.Name} in the secret \"{live.Token.SecretName}\" doesn't work any more: {why}",
            live.Of.Id,
            live.Token.Id
        )
        {
            InRecord = $"Alive, issued {FindingText.Day(live.Token.IssuedAt, "at a time that isn't known")}",
            AtMeta = why,
        };

    private static string? Why(PicturedToken token, DateTimeOffset now) =>
        token.HealthProblem
        ?? (token.ExpiresAt <= now ? $"it ended on {FindingText.Day(token.ExpiresAt.Value)}." : null);
}
