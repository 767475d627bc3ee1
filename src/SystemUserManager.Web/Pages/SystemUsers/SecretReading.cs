namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>Lines with which an integration reads its token out of the vault: the secret's name in them, never a value.</summary>
public sealed record SecretReading(string Vault, string SecretName, bool VaultIsKnown)
{
    /// <param name="vaultUri">null: the vault of the settings, which pages don't know.</param>
    public static SecretReading Of(string? vaultUri, string secretName) =>
        new((vaultUri ?? "https://YOUR-VAULT.vault.azure.net").TrimEnd('/'), secretName, vaultUri is not null);

    public string Az => $"az keyvault secret show --id \"{Vault}/secrets/{SecretName}\" --query value --output tsv";

    public string CSharp =>
        $$"""
            // Azure.Identity, Azure.Security.KeyVault.Secrets
            var vault = new SecretClient(new Uri("{{Vault}}"), new DefaultAzureCredential());
            KeyVaultSecret secret = await vault.GetSecretAsync("{{SecretName}}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret.Value);
            """;

    public string Python =>
        $"""
            # pip install azure-identity azure-keyvault-secrets
            vault = SecretClient("{Vault}", DefaultAzureCredential())
            token = vault.get_secret("{SecretName}").value
            headers = {Authorization}
            """;

    private const string Authorization = "{\"Authorization\": f\"Bearer {token}\"}";
}
