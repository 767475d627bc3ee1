using System.Security.Cryptography;
using System.Text;
using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.KeyVault;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Fixture;

/// <summary>What is true in the vault, whatever the product believes.</summary>
public sealed class VaultView(SandboxHost sandbox)
{
    /// <summary>In the order of writing; empty where there is no such secret.</summary>
    public IReadOnlyList<VersionState> Versions(string secret) =>
        sandbox.Vault.ReadForState().Secrets.FirstOrDefault(s => s.Name == secret)?.Versions ?? [];

    public IReadOnlyList<VersionState> Enabled(string secret) => [.. Versions(secret).Where(v => v.Enabled)];

    public IReadOnlyList<string> Names => [.. sandbox.Vault.ReadForState().Secrets.Select(s => s.Name)];

    /// <summary>Everything as text, to see whether anything at all was changed.</summary>
    public string Everything =>
        string.Join(
            '\n',
            sandbox
                .Vault.ReadForState()
                .Secrets.SelectMany(s => s.Versions.Select(v => $"{s.Name} {v.Version} {v.Enabled} {v.Updated}"))
        );

    /// <summary>Writes since a mark: PUT and PATCH.</summary>
    public IReadOnlyList<RequestLine> Changes(long since = 0) =>
        [
            .. sandbox
                .Log.After(since)
                .Where(l =>
                    l.Server == "vault"
                    && l.Method is "PUT" or "PATCH"
                    && l.Path.StartsWith("/secrets/", StringComparison.Ordinal)
                ),
        ];

    public static string Sha256(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
