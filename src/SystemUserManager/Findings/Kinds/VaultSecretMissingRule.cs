namespace SystemUserManager.Findings.Kinds;

/// <summary>The vault doesn't have the secret of a live token.</summary>
public sealed class VaultSecretMissingRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.VaultSecretMissing;

    public override string Title => "Vault secret is missing";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "The record says that the vault holds this token, and the vault's list doesn't have the secret. A tool that reads it there fails, and the token can't be ended alone any more.";

    public override string WhatToDo =>
        "Recover the secret in the vault, if it was deleted by mistake. Otherwise issue a new token and revoke all others.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        where live.Token.SecretVersion is not null && picture.Secret(live.Token.SecretName) is null
        group live by live.Token.SecretName into secret
        let newest = secret.MaxBy(l => l.Token.Id)
        select new SeenFinding(
            secret.Key,
            $"The vault doesn't have the secret \"{secret.Key}\" any more, which holds a live token of {newest.Of.Name}.",
            newest.Of.Id,
            newest.Token.Id
        )
        {
            InRecord = $"It holds {FindingText.Count(secret.Count(), "live token")}.",
            InVault = "No such secret in its list.",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsSecret(about.ObjectKey);
}
