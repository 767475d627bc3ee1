using SystemUserManager.Tokens;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A secret that we wrote has other tags or another end than we gave it.</summary>
public sealed class VaultTagsDifferRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.VaultTagsDiffer;

    public override string Title => "Vault tags differ";

    public override FindingSeverity Severity => FindingSeverity.Low;

    public override string Meaning =>
        "Somebody changed the tags or the end date of a secret that this product wrote. Without them it can't be told whose token it holds, and the vault's own warning comes too late or never.";

    public override string WhatToDo =>
        "Put the tags and the end date back in the vault; or issue a new token, which writes them anew.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.IssueToken];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from live in picture.LiveTokens
        where live.Token is { IsIssuedHere: true, SecretVersion: not null }
        group live by live.Token.SecretName into tokens
        let secret = picture.Secret(tokens.Key)
        where secret is not null
        let newest = tokens.MaxBy(l => l.Token.Id)
        let differences = Differences(picture, secret, [.. tokens.Select(t => t.Token)]).ToList()
        where differences.Count > 0
        select new SeenFinding(
            tokens.Key,
            $"The secret \"{tokens.Key}\" of {newest.Of.Name}: {string.Join("; ", differences)}.",
            newest.Of.Id,
            newest.Token.Id
        )
        {
            InRecord =
                $"Written by this product, for {newest.Of.Name}; ends {FindingText.Day(newest.Token.ExpiresAt, "never")}",
            InVault =
                $"Tags: {(secret.Tags.Length == 0 ? "none" : secret.Tags.Replace("\n", ", ", StringComparison.Ordinal))}; ends {FindingText.Day(secret.ExpiresAt, "never")}",
        };

    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.KnowsSecret(about.ObjectKey);

    /// <summary>The vault warns by its date: within a day it warns as well.</summary>
    private static readonly TimeSpan Same = TimeSpan.FromDays(1);

    private static IEnumerable<string> Differences(
        PortfolioPicture picture,
        PicturedSecret secret,
        IReadOnlyList<PicturedToken> tokens
    )
    {
        if (secret.Tag("managed-by") != VaultTags.ManagedByValue)
            yield return $"the tag managed-by isn't \"{VaultTags.ManagedByValue}\" any more";
        if (secret.Tag("portfolio") != picture.Portfolio.BusinessId)
            yield return $"the tag portfolio isn't \"{picture.Portfolio.BusinessId}\" any more";
        if (secret.Tag("system-user") is null)
            yield return "the tag system-user is gone";
        // The latest version may hold a token that was revoked meanwhile; of that nothing is asked.
        if (!long.TryParse(secret.Tag("token"), out var id))
        {
            yield return "the tag token is gone or no number";
            yield break;
        }

        var token = tokens.FirstOrDefault(t => t.Id == id);
        if (
            token is null
            || secret.ExpiresAt is { } end && token.ExpiresAt is { } ours && (end - ours).Duration() <= Same
        )
            yield break;
        if (secret.ExpiresAt != token.ExpiresAt)
            yield return $"it ends {FindingText.Day(secret.ExpiresAt, "never")} in the vault, and its token {FindingText.Day(token.ExpiresAt, "never")}";
    }
}
