using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

public sealed class VaultAddressTests
{
    private static readonly SandboxAddresses Sandbox = new(
        new Uri("http://127.0.0.1:5081"),
        new Uri("https://127.0.0.1:5082/"),
        "certificate"
    );

    [Theory]
    [InlineData("https://emea-tokens.vault.azure.net", "https://emea-tokens.vault.azure.net/")]
    [InlineData(" HTTPS://EMEA-Tokens.Vault.Azure.NET/ ", "https://emea-tokens.vault.azure.net/")]
    [InlineData("https://emea.vault.azure.cn/", "https://emea.vault.azure.cn/")]
    [InlineData("https://emea.vault.usgovcloudapi.net/", "https://emea.vault.usgovcloudapi.net/")]
    public void A_vault_of_Azure_is_taken(string typed, string kept) =>
        Assert.Equal(kept, VaultAddress.Find(typed, sandbox: null)?.ToString());

    [Theory]
    [InlineData("http://emea.vault.azure.net/")]
    [InlineData("https://vault.azure.net/")]
    [InlineData("https://.vault.azure.net/")]
    [InlineData("https://evil.example/")]
    [InlineData("https://evil.example/.vault.azure.net")]
    [InlineData("https://emea.vault.azure.net.evil.example/")]
    [InlineData("https://emea.evilvault.azure.net/")]
    [InlineData("https://a.b.vault.azure.net/")]
    [InlineData("https://emea.vault.azure.net@evil.example/")]
    [InlineData("https://user@emea.vault.azure.net/")]
    [InlineData("https://emea.vault.azure.net:8443/")]
    [InlineData("https://emea.vault.azure.net/secrets/x")]
    [InlineData("https://emea.vault.azure.net/?x=1")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1:5082/")]
    [InlineData("emea.vault.azure.net")]
    [InlineData("")]
    public void Nothing_else_is_gone_to(string typed) => Assert.Null(VaultAddress.Find(typed, sandbox: null));

    [Fact]
    public void The_sandbox_is_a_vault_where_there_is_one_and_no_other_address_of_this_machine()
    {
        Assert.Equal(Sandbox.VaultUri, VaultAddress.Find("https://127.0.0.1:5082", Sandbox));
        Assert.Null(VaultAddress.Find("https://127.0.0.1:5083", Sandbox));
        Assert.Throws<InvalidOperationException>(() => VaultAddress.Of("https://127.0.0.1:5083", Sandbox));
    }
}
