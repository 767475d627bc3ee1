namespace SystemUserManager.Findings.Kinds;

/// <summary>The secret of a live token can't be read.</summary>
public sealed class VaultSecretDisabledRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.VaultSecretDisabled;

    public override string Title => "Vault secret is disabled";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "Somebody disabled the latest version of the secret. The record calls a token in it alive, and a tool that reads the vault doesn't get it.";

    public override string WhatToDo =>
        "Enable it in the vault; or, if somebody wanted the token ended, revoke it: disabled is not dead.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.RevokeToken, FindingAnswer.IssueToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        where live.Token.SecretVersion is not null && !(live.Token.ExpiresAt <= picture.At)
        group live by live.Token.SecretName into secret
        where picture.Secret(secret.Key) is { IsEnabled: false }
        let newest = secret.MaxBy(l => l.Token.Id)
        select new SeenFinding(
            secret.Key,
            $"The latest version of the secret \"{secret.Key}\" is disabled in the vault, and the record calls a token of {newest.Of.Name} in it alive.",
            newest.Of.Id,
            newest.Token.Id
        )
        {
            InRecord = $"It holds {FindingText.Count(secret.Count(), "live token")}.",
            AtMeta = AtMeta(newest.Token),
            InVault = "Disabled.",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsSecret(about.ObjectKey);

    private static string AtMeta(PicturedToken token) =>
        token.HealthProblem
        ?? (
            token.HealthCheckedAt is { } at
                ? $"Alive, as of the check of {FindingText.Day(at)}."
                : "Not asked about it yet."
        );
}
