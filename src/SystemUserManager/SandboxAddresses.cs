namespace SystemUserManager;

/// <summary>
/// Where the sandbox stands in for Meta and for the vault. Registered only where it is enabled; it holds unless
/// <c>Meta:BaseAddress</c> or <c>KeyVault:VaultUri</c> say otherwise.
/// </summary>
/// <param name="GraphAddress">Meta's Graph API, without a version.</param>
/// <param name="VaultUri">The vault; its certificate is no machine's, but the one in <paramref name="VaultCertificateFile"/>.</param>
/// <param name="VaultCertificateFile">The public part of the vault's certificate; it is there once the sandbox has answered.</param>
public sealed record SandboxAddresses(Uri GraphAddress, Uri VaultUri, string VaultCertificateFile);
