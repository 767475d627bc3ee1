using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Identity;
using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>The challenge, the token endpoint and the bearers between them.</summary>
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

    [Theory]
    [InlineData("not-a-bearer", "AKV10046")]
    [InlineData("a.b.c", "AKV10046")]
    [InlineData("a.é.c", "AKV10046")]
    public async Task A_made_up_bearer_is_refused(string bearer, string code)
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAsync(
            "GET",
            "/secrets?api-version=7.6",
            change: request =>
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Uri.EscapeDataString(bearer)}")
        );

        Assert.Equal((401, "Unauthorized"), ((int)refused.Status, refused.Code));
        Assert.StartsWith(code, refused.Message);
        Assert.Contains("WWW-Authenticate", refused.Headers.Keys);
    }

    [Fact]
    public async Task A_bearer_whose_claims_were_changed_is_refused()
    {
        await using var vault = await VaultFixture.StartAsync();
        var parts = (await vault.BearerAsync()).Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var changed = claims.Replace("any-client", "admin-client", StringComparison.Ordinal);
        parts[1] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed));

        var refused = await vault.SendAsync("GET", "/secrets?api-version=7.6", bearer: string.Join('.', parts));

        Assert.NotEqual(claims, changed);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
    }

    [Fact]
    public async Task A_bearer_for_another_audience_is_refused()
    {
        await using var vault = await VaultFixture.StartAsync();
        var token = await vault
            .Credential()
            .GetTokenAsync(new TokenRequestContext(["https://management.azure.com/.default"]), CancellationToken.None);

        var refused = await vault.SendAsync("GET", "/secrets?api-version=7.6", bearer: token.Token);

        Assert.Equal(401, (int)refused.Status);
        Assert.StartsWith("AKV10022: Invalid audience. Expected https://vault.azure.net", refused.Message);
    }

    [Fact]
    public async Task An_expired_bearer_is_refused()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","bearerLifetimeSeconds":0}""");

        var refused = await vault.SendAuthorizedAsync("GET", "/secrets?api-version=7.6");

        Assert.Equal(401, (int)refused.Status);
        Assert.Contains("TokenExpired", refused.Message);
        Assert.Contains("WWW-Authenticate", refused.Headers.Keys);
    }

    [Fact]
    public async Task The_lifetime_of_a_bearer_is_what_the_credential_hears()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","bearerLifetimeSeconds":7200}""");
        var before = TimeProvider.System.GetUtcNow();

        var token = await vault
            .Credential()
            .GetTokenAsync(new TokenRequestContext(["https://vault.azure.net/.default"]), CancellationToken.None);

        Assert.InRange(token.ExpiresOn, before.AddSeconds(7_199), TimeProvider.System.GetUtcNow().AddSeconds(7_201));
    }

    [Fact]
    public async Task Moving_the_sandbox_on_by_a_year_locks_nobody_out()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        await client.SetSecretAsync("s", "v");

        vault.Host.Clock.Advance(TimeSpan.FromDays(365));

        // The SDK's own cache lives by the real clock and still sends the same bearer.
        Assert.Equal("v", (await client.GetSecretAsync("s")).Value.Value);
    }

    [Fact]
    public async Task Revoked_bearers_cost_one_more_token_request_with_the_demanded_claims()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();

        vault.Change("""{"change":"revokeBearers"}""");
        await client.SetSecretAsync("s", "v");
        await client.SetSecretAsync("s", "w");

        Assert.Equal(
            [("PUT", true), ("POST", false), ("PUT", true), ("PUT", true)],
            vault.Requests.Select(sent => (sent.Method, sent.HasBearer))
        );
        Assert.Equal(2, vault.VersionsOf("s").Count);
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

    [Fact]
    public async Task Bearers_and_secrets_outlive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-vault-");
        try
        {
            string bearer;
            await using (var before = await VaultFixture.StartAsync(folder.FullName))
            {
                bearer = await before.BearerAsync();
                await before.SendAsync("PUT", "/secrets/s?api-version=7.6", """{"value":"one"}""", bearer);
                await before.SendAsync("PUT", "/secrets/s?api-version=7.6", """{"value":"two"}""", bearer);
                before.Change("""{"change":"deny","permission":"list"}""");
                before.Host.Vault.Plant("gone", "v");
                before.Change("""{"change":"delete","secret":"gone"}""");
            }
            await using var after = await VaultFixture.StartAsync(folder.FullName);

            var latest = await after.SendAsync("GET", "/secrets/s?api-version=7.6", bearer: bearer);
            var list = await after.SendAsync("GET", "/secrets?api-version=7.6", bearer: bearer);
            var deleted = await after.SendAsync("GET", "/deletedsecrets/gone?api-version=7.6", bearer: bearer);

            Assert.Equal("two", latest.Body.GetProperty("value").GetString());
            Assert.Equal(403, (int)list.Status);
            Assert.Equal(200, (int)deleted.Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_sdk_gives_up_on_a_bearer_that_is_refused_twice()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","bearerLifetimeSeconds":0}""");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => vault.Client().GetSecretAsync("s"));

        Assert.Equal(401, refused.Status);
    }
}
