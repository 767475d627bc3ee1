namespace SystemUserManager;

/// <summary>Where the stand-in for Meta and Key Vault answers. Registered in Development alone; its presence is what allows loopback peers.</summary>
/// <param name="VaultCertificateFile">The one certificate the vault client trusts there.</param>
public sealed record SandboxAddresses(Uri GraphAddress, Uri VaultUri, string VaultCertificateFile);
