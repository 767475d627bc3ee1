using Azure;
using Azure.Security.KeyVault.Secrets;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>Set, get and update, as the SDK and the bytes on the wire see them.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task A_set_secret_comes_back_with_everything_it_was_set_with()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        var asked = new KeyVaultSecret("meta-1-page-posts", "EAAG é 🔑");
        asked.Properties.ContentType = "text/plain";
        asked.Properties.Tags["portfolio"] = "42";
        asked.Properties.NotBefore = VaultFixture.Start.AddDays(-1);
        asked.Properties.ExpiresOn = VaultFixture.Start.AddDays(60);

        KeyVaultSecret set = await client.SetSecretAsync(asked);
        KeyVaultSecret got = await client.GetSecretAsync("meta-1-page-posts");

        Assert.Equal("EAAG é 🔑", got.Value);
        Assert.Equal("text/plain", got.Properties.ContentType);
        Assert.Equal("42", Assert.Single(got.Properties.Tags).Value);
        Assert.Equal(VaultFixture.Start.AddDays(-1), got.Properties.NotBefore);
        Assert.Equal(VaultFixture.Start.AddDays(60), got.Properties.ExpiresOn);
        Assert.True(got.Properties.Enabled);
        Assert.Equal(VaultFixture.Start, got.Properties.CreatedOn);
        Assert.Equal(VaultFixture.Start, got.Properties.UpdatedOn);
        Assert.Equal(90, got.Properties.RecoverableDays);
        Assert.Equal("Recoverable+Purgeable", got.Properties.RecoveryLevel);
        Assert.Matches("^[0-9a-f]{32}$", got.Properties.Version);
        Assert.Equal(set.Properties.Version, got.Properties.Version);
        Assert.Equal(vault.Host.VaultAddress, got.Properties.VaultUri);
        Assert.Equal("meta-1-page-posts", got.Name);
    }

    [Fact]
    public async Task Each_set_is_a_new_version_and_the_older_ones_stay_readable()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();

        KeyVaultSecret first = await client.SetSecretAsync("s", "one");
        KeyVaultSecret second = await client.SetSecretAsync("s", "two");

        Assert.NotEqual(first.Properties.Version, second.Properties.Version);
        // On a clock that stands still: created can't have decided which is the latest.
        Assert.Equal(first.Properties.CreatedOn, second.Properties.CreatedOn);
        Assert.Equal("two", (await client.GetSecretAsync("s")).Value.Value);
        Assert.Equal("one", (await client.GetSecretAsync("s", first.Properties.Version)).Value.Value);
    }

    [Fact]
    public async Task Sets_at_the_same_time_are_all_kept()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();

        var set = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => client.SetSecretAsync("s", $"{number}")));

        var written = vault.VersionsOf("s").Select(version => version.Version).ToList();
        Assert.Equal(30, written.Distinct().Count());
        KeyVaultSecret latest = await client.GetSecretAsync("s");
        Assert.Equal(written[^1], latest.Properties.Version);
        Assert.Contains(set, answer => answer.Value.Properties.Version == latest.Properties.Version);
    }

    [Fact]
    public async Task Created_and_updated_have_whole_seconds()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Clock.Advance(TimeSpan.FromMilliseconds(1_999));

        var set = await vault.SendAuthorizedAsync("PUT", "/secrets/s?api-version=7.6", """{"value":"v"}""");

        var expected = VaultFixture.Start.ToUnixTimeSeconds() + 1;
        Assert.Equal(expected, set.Body.GetProperty("attributes").GetProperty("created").GetInt64());
        Assert.Equal(expected, set.Body.GetProperty("attributes").GetProperty("updated").GetInt64());
    }

    [Fact]
    public async Task A_plain_secret_has_none_of_the_properties_of_certificates()
    {
        await using var vault = await VaultFixture.StartAsync();
        await vault.SendAuthorizedAsync("PUT", "/secrets/s?api-version=2026-04-01", """{"value":"one"}""");

        var second = await vault.SendAuthorizedAsync("PUT", "/secrets/s?api-version=2026-04-01", """{"value":"two"}""");

        Assert.Equal(["value", "id", "attributes"], second.Body.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_name_is_one_secret_in_any_case_and_keeps_its_first_spelling()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        await client.SetSecretAsync("Meta-Token", "one");

        await client.SetSecretAsync("META-token", "two");

        Assert.Equal("two", (await client.GetSecretAsync("meta-token")).Value.Value);
        Assert.Equal(
            ["Meta-Token"],
            await client.GetPropertiesOfSecretsAsync().Select(item => item.Name).ToListAsync()
        );
        Assert.Equal(2, await client.GetPropertiesOfSecretVersionsAsync("meta-TOKEN").CountAsync());
    }

    [Fact]
    public async Task The_slash_and_the_parameter_of_older_sdks_are_understood()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");

        var withSlash = await vault.SendAuthorizedAsync("GET", "/secrets/s/?api-version=7.5&outContentType=");

        Assert.Equal("v", withSlash.Body.GetProperty("value").GetString());
    }

    [Fact]
    public async Task Disabling_the_latest_leaves_older_versions_readable()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        KeyVaultSecret first = await client.SetSecretAsync("s", "one");
        KeyVaultSecret second = await client.SetSecretAsync("s", "two");

        second.Properties.Enabled = false;
        SecretProperties updated = await client.UpdateSecretPropertiesAsync(second.Properties);

        Assert.False(updated.Enabled);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.GetSecretAsync("s"));
        Assert.Equal(403, refused.Status);
        Assert.Equal("Forbidden", refused.ErrorCode);
        Assert.Contains("Operation get is not allowed on a disabled secret.", refused.Message);
        Assert.Equal("one", (await client.GetSecretAsync("s", first.Properties.Version)).Value.Value);
    }

    [Fact]
    public async Task A_disabled_version_still_lists_and_can_be_enabled_again()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        KeyVaultSecret secret = await client.SetSecretAsync("s", "v");
        secret.Properties.Enabled = false;
        await client.UpdateSecretPropertiesAsync(secret.Properties);

        Assert.False((await client.GetPropertiesOfSecretsAsync().SingleAsync()).Enabled);
        Assert.False((await client.GetPropertiesOfSecretVersionsAsync("s").SingleAsync()).Enabled);
        secret.Properties.Enabled = true;
        await client.UpdateSecretPropertiesAsync(secret.Properties);

        Assert.Equal("v", (await client.GetSecretAsync("s")).Value.Value);
    }

    [Fact]
    public async Task An_expired_secret_and_one_not_yet_valid_are_readable()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        var secret = new KeyVaultSecret("s", "v");
        secret.Properties.ExpiresOn = VaultFixture.Start.AddDays(-1);
        await client.SetSecretAsync(secret);
        var early = new KeyVaultSecret("early", "v");
        early.Properties.NotBefore = VaultFixture.Start.AddDays(1);
        await client.SetSecretAsync(early);

        Assert.Equal("v", (await client.GetSecretAsync("s")).Value.Value);
        Assert.Equal("v", (await client.GetSecretAsync("early")).Value.Value);
    }

    [Fact]
    public async Task An_update_keeps_what_it_does_not_say_and_replaces_all_tags_when_it_says_some()
    {
        await using var vault = await VaultFixture.StartAsync();
        var bearer = await vault.BearerAsync();
        await vault.SendAsync(
            "PUT",
            "/secrets/s?api-version=7.6",
            """{"value":"v","contentType":"c","tags":{"a":"1","b":"2"},"attributes":{"exp":2000000000,"nbf":1000000000}}""",
            bearer
        );
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(5));

        var noTags = await vault.SendAsync(
            "PATCH",
            "/secrets/s?api-version=7.6",
            """{"attributes":{"enabled":false}}""",
            bearer
        );
        var tags = await vault.SendAsync("PATCH", "/secrets/s?api-version=7.6", """{"tags":{"c":"3"}}""", bearer);

        Assert.False(noTags.Body.TryGetProperty("value", out _));
        Assert.Equal("""{"a":"1","b":"2"}""", noTags.Body.GetProperty("tags").GetRawText());
        Assert.Equal("""{"c":"3"}""", tags.Body.GetProperty("tags").GetRawText());
        Assert.Equal("c", tags.Body.GetProperty("contentType").GetString());
        var attributes = tags.Body.GetProperty("attributes");
        Assert.False(attributes.GetProperty("enabled").GetBoolean());
        Assert.Equal(2_000_000_000, attributes.GetProperty("exp").GetInt64());
        Assert.Equal(1_000_000_000, attributes.GetProperty("nbf").GetInt64());
        Assert.Equal(attributes.GetProperty("created").GetInt64() + 5, attributes.GetProperty("updated").GetInt64());
    }

    [Fact]
    public async Task The_sdk_cannot_clear_tags_or_unset_an_expiry()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        var secret = new KeyVaultSecret("s", "v");
        secret.Properties.Tags["a"] = "1";
        secret.Properties.ExpiresOn = VaultFixture.Start.AddDays(60);
        KeyVaultSecret set = await client.SetSecretAsync(secret);

        set.Properties.Tags.Clear();
        set.Properties.ExpiresOn = null;
        SecretProperties updated = await client.UpdateSecretPropertiesAsync(set.Properties);

        Assert.Equal("1", updated.Tags["a"]);
        Assert.Equal(VaultFixture.Start.AddDays(60), updated.ExpiresOn);
    }

    [Fact]
    public async Task The_sdk_sends_the_api_version_that_the_vault_knows_best()
    {
        await using var vault = await VaultFixture.StartAsync();

        await vault.Client().SetSecretAsync("s", "v");

        Assert.All(
            vault.Requests.Where(sent => sent.Path.StartsWith("/secrets", StringComparison.Ordinal)),
            sent => Assert.Equal("?api-version=2026-04-01", sent.Query)
        );
    }
}
