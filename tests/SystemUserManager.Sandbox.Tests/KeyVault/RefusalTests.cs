using System.Net;
using Azure;
using Azure.Security.KeyVault.Secrets;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>The errors in the service's own words, and the headers around every answer.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_missing_secret_is_told_apart_from_a_missing_version()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var client = vault.Client();
        var version = new string('0', 32);

        var noSecret = await Assert.ThrowsAsync<RequestFailedException>(() => client.GetSecretAsync("nowhere"));
        var noVersion = await Assert.ThrowsAsync<RequestFailedException>(() => client.GetSecretAsync("s", version));

        Assert.Equal((404, "SecretNotFound"), (noSecret.Status, noSecret.ErrorCode));
        Assert.Contains("A secret with (name/id) nowhere was not found in this key vault. ", noSecret.Message);
        Assert.Equal((404, "SecretNotFound"), (noVersion.Status, noVersion.ErrorCode));
        Assert.Contains($"A secret with (name/id) s/{version} was not found in this key vault. ", noVersion.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?api-version=")]
    [InlineData("?api-version=1.0")]
    public async Task There_is_no_default_api_version(string query)
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAuthorizedAsync("GET", $"/secrets{query}");

        Assert.Equal((400, "BadParameter"), ((int)refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_denied_permission_on_one_secret_leaves_the_others_open()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Host.Vault.Plant("other", "v");
        vault.Change("""{"change":"settings","name":"demo"}""");
        vault.Change("""{"change":"deny","permission":"set","secret":"S"}""");
        var client = vault.Client();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "w"));

        Assert.Equal((403, "Forbidden"), (refused.Status, refused.ErrorCode));
        Assert.Contains("ForbiddenByPolicy", refused.Message);
        Assert.Contains("'appid=any-client;oid=", refused.Message);
        Assert.Contains("does not have secrets set permission on key vault 'demo;location=", refused.Message);
        Assert.Equal("v", (await client.GetSecretAsync("s")).Value.Value);
        await client.SetSecretAsync("other", "w");
    }

    [Theory]
    [InlineData("get", "GET", "/secrets/s")]
    [InlineData("get", "GET", "/deletedsecrets/s")]
    [InlineData("list", "GET", "/secrets")]
    [InlineData("list", "GET", "/secrets/s/versions")]
    [InlineData("list", "GET", "/deletedsecrets")]
    [InlineData("set", "PUT", "/secrets/s")]
    [InlineData("set", "PATCH", "/secrets/s")]
    [InlineData("delete", "DELETE", "/secrets/s")]
    [InlineData("recover", "POST", "/deletedsecrets/s/recover")]
    [InlineData("purge", "DELETE", "/deletedsecrets/s")]
    [InlineData("backup", "POST", "/secrets/s/backup")]
    [InlineData("restore", "POST", "/secrets/restore")]
    public async Task Every_operation_has_its_own_permission(string permission, string method, string path)
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var bearer = await vault.BearerAsync();

        var allowed = await vault.SendAsync(method, $"{path}?api-version=7.6", bearer: bearer);
        vault.Change($$"""{"change":"deny","permission":"{{permission}}"}""");
        var denied = await vault.SendAsync(method, $"{path}?api-version=7.6", bearer: bearer);
        vault.Change($$"""{"change":"allow","permission":"{{permission}}"}""");
        var allowedAgain = await vault.SendAsync(method, $"{path}?api-version=7.6", bearer: bearer);

        Assert.NotEqual(HttpStatusCode.Forbidden, allowed.Status);
        Assert.Equal((403, "ForbiddenByPolicy"), ((int)denied.Status, denied.InnerCode));
        Assert.NotEqual(HttpStatusCode.Forbidden, allowedAgain.Status);
    }

    [Fact]
    public async Task A_read_only_vault_reads_and_lists_and_nothing_else()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","isReadOnly":true}""");
        var client = vault.Client();

        KeyVaultSecret got = await client.GetSecretAsync("s");
        Assert.Equal("v", got.Value);
        Assert.Single(await client.GetPropertiesOfSecretsAsync().ToListAsync());
        foreach (
            var call in new Func<Task>[]
            {
                () => client.SetSecretAsync("s", "w"),
                () => client.StartDeleteSecretAsync("s"),
                () => client.UpdateSecretPropertiesAsync(got.Properties),
                () => client.BackupSecretAsync("s"),
            }
        )
            Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_vault_that_is_asked_too_much_says_when_to_come_back()
    {
        await using var vault = await VaultFixture.StartAsync();
        var bearer = await vault.BearerAsync();
        vault.Change("""{"change":"settings","requestsPerTenSeconds":2}""");

        var inside = await GetAsync();
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(4));
        await GetAsync();
        var refused = await GetAsync();
        var refusedAgain = await GetAsync();
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(6));
        var after = await GetAsync();

        Assert.Equal(200, (int)inside.Status);
        Assert.Equal((429, "Throttled"), ((int)refused.Status, refused.Code));
        Assert.Equal("6", refused.Headers["Retry-After"]);
        Assert.Equal(429, (int)refusedAgain.Status);
        // The refused ones didn't count: the oldest has left the window, and there is room.
        Assert.Equal(200, (int)after.Status);

        Task<RawAnswer> GetAsync() => vault.SendAsync("GET", "/secrets?api-version=7.6", bearer: bearer);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_of_the_service()
    {
        await using var vault = await VaultFixture.StartAsync();
        var bearer = await vault.BearerAsync();

        foreach (var path in new[] { "/secrets?api-version=7.6", "/secrets/nowhere?api-version=7.6" })
        {
            var answer = await vault.SendAsync(
                "GET",
                path,
                bearer: bearer,
                change: request =>
                {
                    request.Headers.Add("x-ms-client-request-id", "my-request");
                    request.Headers.Add("x-ms-return-client-request-id", "true");
                }
            );

            Assert.Equal("my-request", answer.Headers["x-ms-client-request-id"]);
            Assert.True(Guid.TryParse(answer.Headers["x-ms-request-id"], out _));
            Assert.Equal("westeurope", answer.Headers["x-ms-keyvault-region"]);
            Assert.Contains("x-ms-keyvault-service-version", answer.Headers.Keys);
            Assert.Contains("addr=127.0.0.1", answer.Headers["x-ms-keyvault-network-info"]);
            Assert.Equal("no-cache", answer.Headers["Cache-Control"]);
            Assert.Equal("no-cache", answer.Headers["Pragma"]);
            Assert.Equal("-1", answer.Headers["Expires"]);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Contains("max-age=31536000", answer.Headers["Strict-Transport-Security"]);
            Assert.Equal("application/json; charset=utf-8", answer.Headers["Content-Type"]);
        }
    }
}
