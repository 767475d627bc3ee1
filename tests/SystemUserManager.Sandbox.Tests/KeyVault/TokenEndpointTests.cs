using System.Text;
using Azure.Identity;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>As much of Entra as a credential needs.</summary>
public sealed class TokenEndpointTests
{
    [Fact]
    public async Task The_discovery_document_names_the_token_endpoint_of_its_tenant()
    {
        await using var vault = await VaultFixture.StartAsync();

        var discovery = await vault.SendAsync("GET", "/contoso.example/v2.0/.well-known/openid-configuration");

        Assert.Equal(
            $"{vault.Host.VaultAddress}contoso.example/oauth2/v2.0/token",
            discovery.Body.GetProperty("token_endpoint").GetString()
        );
        Assert.Equal(
            $"{vault.Host.VaultAddress}contoso.example/v2.0",
            discovery.Body.GetProperty("issuer").GetString()
        );
    }

    [Fact]
    public async Task A_credential_of_any_tenant_is_served_once_the_vault_names_it()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","tenant":"contoso.example"}""");

        await vault.Client(credential: vault.Credential("contoso.example")).SetSecretAsync("s", "v");

        Assert.Contains(vault.Requests, sent => sent.Path == "/contoso.example/oauth2/v2.0/token");
    }

    [Fact]
    public async Task A_credential_of_another_tenant_refuses_by_itself_unless_it_allows_any()
    {
        await using var vault = await VaultFixture.StartAsync();
        const string Other = "99999999-9999-4999-8999-999999999999";

        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            vault.Client(credential: vault.Credential(Other)).SetSecretAsync("s", "v")
        );
        await vault.Client(credential: vault.Credential(Other, anyTenant: true)).SetSecretAsync("s", "v");

        Assert.Contains("not configured to acquire tokens for tenant", refused.Message);
    }

    [Fact]
    public async Task A_refused_credential_fails_with_the_words_of_the_token_endpoint()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","refusesCredentials":true}""");

        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            vault.Client().SetSecretAsync("s", "v")
        );

        // The SDK's own message ends after its colon; the reason stands in the exception inside.
        Assert.Contains("AADSTS7000215", refused.InnerException!.Message);
    }

    [Theory]
    [InlineData("grant_type=password&client_id=c&client_secret=s&scope=x/.default", 400, "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&client_secret=s&scope=x/.default", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=c&client_secret=s&scope=x", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id=c&scope=x/.default", 401, "invalid_client")]
    public async Task The_token_endpoint_refuses_what_is_no_client_credentials_request(
        string form,
        int status,
        string error
    )
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAsync(
            "POST",
            "/any/oauth2/v2.0/token",
            change: request =>
                request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded")
        );

        Assert.Equal(status, (int)refused.Status);
        Assert.Equal(error, refused.Body.GetProperty("error").GetString());
    }
}
