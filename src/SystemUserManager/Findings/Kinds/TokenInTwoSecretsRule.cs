namespace SystemUserManager.Findings.Kinds;

/// <summary>The same token stands in two secrets.</summary>
public sealed class TokenInTwoSecretsRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.TokenInTwoSecrets;

    public override string Title => "One token in two secrets";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Two secrets hold the same token. Whoever revokes it for the one tool stops the other too, and nobody can tell from the record which tool reads which.";

    public override string WhatToDo =>
        "Issue a token of its own for one of the two tools, and remove the copy from the vault.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from token in picture.Tokens
        where token is { IsLive: true, ValueSha256: not null }
        group token by token.ValueSha256 into copies
        let first = copies.MinBy(t => t.Id)
        from copy in copies.Where(t => t.SecretName != first.SecretName).DistinctBy(t => t.SecretName)
        select Of(copy.SecretName, first.SecretName, copy.SystemUserId, copy.Id);

    /// <summary>
    /// Which secrets hold a value that the record has elsewhere, only a reading of the values tells. What that said stays
    /// until another reading says otherwise, or the token is dead.
    /// </summary>
    public override bool CanTell(PortfolioPicture picture, FindingSubject about)
    {
        var token = picture.Tokens.FirstOrDefault(t => t.Id == about.TokenId);
        return token is not { IsLive: true } || token.SecretName == about.ObjectKey;
    }

    /// <param name="secret">The other secret, in which the record doesn't have it.</param>
    internal static SeenFinding Of(string secret, string recorded, long systemUserId, long tokenId) =>
        new(
            secret,
            $"The secret \"{secret}\" holds the same token as \"{recorded}\". Revoking it stops what reads either.",
            systemUserId,
            tokenId
        )
        {
            InRecord = $"In the secret \"{recorded}\"",
            InVault = $"In \"{recorded}\" and in \"{secret}\"",
        };
}
