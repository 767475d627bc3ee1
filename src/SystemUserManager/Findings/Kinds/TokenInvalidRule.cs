namespace SystemUserManager.Findings.Kinds;

/// <summary>Meta doesn't take a token any more that something uses.</summary>
public sealed class TokenInvalidRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.TokenInvalid;

    public override string Title => "Token is dead or crippled";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "The token ended, or Meta says that it is invalid or can't do what it was made for; and nobody said that what uses it works with a newer one. The tool that uses it has stopped.";

    public override string WhatToDo =>
        "Issue a new token, and see that the tool reads it. Then revoke this one, if it didn't end by itself, so that the record says that it is dead. Accept it where nobody needs a new one.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) => Live(picture).Concat(Ended(picture));

    private static IEnumerable<SeenFinding> Live(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        let why = Why(live.Token, picture.At)
        where why is not null && !picture.IsReplaced(live.Token, live.Of)
        select Of(live.Token, live.Of, why, "Alive");

    /// <summary>The record says that it ended. What used it has stopped all the same, until it is said to work with another.</summary>
    private static IEnumerable<SeenFinding> Ended(PortfolioPicture picture) =>
        from token in picture.Ended
        let of = picture.SystemUser(token.SystemUserId)
        where of is { IsOurs: true, IsThere: true, IsControl: false } && !picture.IsFollowed(token, of)
        select Of(token, of, EndedOn(token.ExpiresAt), "Ended");

    private static SeenFinding Of(PicturedToken token, PicturedSystemUser of, string why, string state) =>
        new(
            FindingText.Id(token.Id),
            $"The token of {of.Name} in the secret \"{token.SecretName}\" doesn't work any more: {why}",
            of.Id,
            token.Id
        )
        {
            InRecord = $"{state}, issued {FindingText.Day(token.IssuedAt, "at a time that isn't known")}",
            AtMeta = why,
        };

    private static string? Why(PicturedToken token, DateTimeOffset now) =>
        token.HealthProblem ?? (token.ExpiresAt <= now ? EndedOn(token.ExpiresAt) : null);

    private static string EndedOn(DateTimeOffset? end) => $"it ended on {FindingText.Day(end, "an unknown day")}.";
}
