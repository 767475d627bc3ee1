namespace SystemUserManager.Findings.Kinds;

/// <summary>The vault has a secret with our tag that the record doesn't know.</summary>
public sealed class VaultSecretExtraRule : FindingRule
{
    public override FindingKind Kind => FindingKind.VaultSecretExtra;

    public override string Title => "Vault secret unknown to the record";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "This product wrote the secret, and its record doesn't know it: an older copy of the database may have been restored. It may hold a live token.";

    public override string WhatToDo =>
        "Register the token that it holds for its system user, or revoke all tokens of that system user.";

    public override IReadOnlyList<FindingAnswer> Answers =>
        [FindingAnswer.RegisterToken, FindingAnswer.RevokeAllTokens];
}
