using System.Buffers.Text;
using System.Net;
using System.Text;
using Azure;
using Azure.Core;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>Which bearers open the vault.</summary>
public sealed class BearerTests
{
    [Theory]
    [InlineData("not-a-bearer", "AKV10046")]
    [InlineData("a.b.c", "AKV10046")]
    [InlineData("a.%.c", "AKV10046")]
    public async Task A_made_up_bearer_is_refused(string bearer, string code)
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAsync(
            "GET",
            "/secrets?api-version=7.6",
            change: request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}")
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
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var changed = claims.Replace("any-client", "admin-client", StringComparison.Ordinal);
        parts[1] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed));

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
    public async Task The_sdk_gives_up_on_a_bearer_that_is_refused_twice()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","bearerLifetimeSeconds":0}""");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => vault.Client().GetSecretAsync("s"));

        Assert.Equal(401, refused.Status);
    }
}
