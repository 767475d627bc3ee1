using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>The challenge, and what the SDK makes of it.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task The_first_request_has_neither_bearer_nor_body_and_the_second_has_both()
    {
        await using var vault = await VaultFixture.StartAsync();
        // A name that no other test uses: the SDK remembers challenges for the whole process.
        var client = vault.Client(vault: new Uri($"https://first.vault.azure.net:{vault.Host.VaultAddress.Port}"));

        await client.SetSecretAsync("s", "v");
        await client.SetSecretAsync("s", "w");

        Assert.Equal(
            [
                ("PUT", "/secrets/s", false, false),
                ("POST", $"/{VaultSettings.DefaultTenant}/oauth2/v2.0/token", false, true),
                ("PUT", "/secrets/s", true, true),
                ("PUT", "/secrets/s", true, true),
            ],
            vault.Requests.Select(sent => (sent.Method, sent.Path, sent.HasBearer, sent.HasBody))
        );
        Assert.Equal(2, vault.VersionsOf("s").Count);
    }

    [Fact]
    public async Task The_strict_check_passes_for_a_host_under_the_vaults_domain()
    {
        await using var vault = await VaultFixture.StartAsync();
        var address = new Uri($"https://strict.vault.azure.net:{vault.Host.VaultAddress.Port}/");

        var secret = await vault.Client(vault: address).SetSecretAsync("s", "v");

        Assert.Equal(address, secret.Value.Properties.VaultUri);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("vault.example.org")]
    [InlineData("evilvault.azure.net")]
    public async Task The_strict_check_refuses_any_other_host_before_a_token_is_asked_for(string host)
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client(vault: new Uri($"https://{host}:{vault.Host.VaultAddress.Port}"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetSecretAsync("s"));

        Assert.DoesNotContain(vault.Requests, sent => sent.Method == "POST" || sent.HasBearer);
    }

    [Fact]
    public async Task The_challenge_names_authority_and_resource()
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAsync("PUT", "/secrets/s?api-version=7.6");

        Assert.Equal((401, "Unauthorized"), ((int)refused.Status, refused.Code));
        Assert.Equal("AKV10000: Request is missing a Bearer or PoP token.", refused.Message);
        Assert.Equal(
            $"Bearer authorization=\"{vault.Host.VaultAddress}{VaultSettings.DefaultTenant}\", "
                + "resource=\"https://vault.azure.net\"",
            refused.Headers["WWW-Authenticate"]
        );
    }

    [Fact]
    public async Task Plain_http_is_refused_by_the_sdk_itself()
    {
        await using var vault = await VaultFixture.StartAsync();
        var address = new UriBuilder(vault.Host.VaultAddress) { Scheme = "http" }.Uri;

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            vault
                .Client(options => options.DisableChallengeResourceVerification = true, vault: address)
                .GetSecretAsync("s")
        );

        Assert.Empty(vault.Requests);
    }
}
