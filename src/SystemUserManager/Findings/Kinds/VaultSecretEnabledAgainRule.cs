namespace SystemUserManager.Findings.Kinds;

/// <summary>A version that holds a revoked token can be read again.</summary>
public sealed class VaultSecretEnabledAgainRule : FindingRule
{
    public override FindingKind Kind => FindingKind.VaultSecretEnabledAgain;

    public override string Title => "Vault secret enabled again";

    public override FindingSeverity Severity => FindingSeverity.Medium;

    public override string Meaning =>
        "Somebody enabled a version of a secret that holds a revoked token. Meta doesn't take that token any more, and what reads it fails.";

    public override string WhatToDo => "Disable the version in the vault.";

    public override IReadOnlyList<FindingAnswer> Answers => [];
}
