using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Security.KeyVault.Secrets;
using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>What people do in the vault behind the product's back, and what a test may see of it.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task A_planted_secret_is_read_like_any_other()
    {
        await using var vault = await VaultFixture.StartAsync();

        var changed = Change(
            vault,
            """{"change":"plant","secret":"s","value":"v","tags":{"a":"1"},"contentType":"text/plain"}"""
        );

        KeyVaultSecret secret = await vault.Client().GetSecretAsync("s");
        Assert.Equal(changed.Version, secret.Properties.Version);
        Assert.Equal("v", secret.Value);
        Assert.Equal("1", secret.Properties.Tags["a"]);
        Assert.Equal("text/plain", secret.Properties.ContentType);
    }

    [Fact]
    public async Task A_planted_secret_takes_the_place_of_a_deleted_one()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "old");
        vault.Change("""{"change":"delete","secret":"s"}""");

        vault.Host.Vault.Plant("s", "new");

        Assert.Equal("new", (await vault.Client().GetSecretAsync("s")).Value.Value);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task Disabling_one_version_by_hand_touches_no_other()
    {
        await using var vault = await VaultFixture.StartAsync();
        var first = vault.Host.Vault.Plant("s", "one");
        vault.Host.Vault.Plant("s", "two");
        var client = vault.Client();

        vault.Change($$"""{"change":"disable","secret":"s","version":"{{first}}"}""");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.GetSecretAsync("s", first));
        vault.Change($$"""{"change":"enable","secret":"s","version":"{{first}}"}""");

        Assert.Equal(403, refused.Status);
        Assert.Equal("two", (await client.GetSecretAsync("s")).Value.Value);
        Assert.Equal("one", (await client.GetSecretAsync("s", first)).Value.Value);
    }

    [Fact]
    public async Task Tags_can_be_taken_away_by_hand()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v", new Dictionary<string, string> { ["managed-by"] = "us" });

        vault.Change("""{"change":"tags","secret":"s","tags":{}}""");

        Assert.Empty((await vault.Client().GetSecretAsync("s")).Value.Properties.Tags);
    }

    [Fact]
    public async Task A_secret_can_be_deleted_recovered_and_purged_by_hand()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var phases = new List<string>();

        foreach (var change in new[] { "delete", "recover", "delete" })
        {
            vault.Change($$"""{"change":"{{change}}","secret":"s"}""");
            phases.Add(Assert.Single(vault.Host.Vault.ReadForState().Secrets).Phase);
        }
        vault.Change("""{"change":"purge","secret":"s"}""");

        Assert.Equal(["Deleted", "Readable", "Deleted"], phases);
        Assert.Empty(vault.Host.Vault.ReadForState().Secrets);
    }

    [Fact]
    public async Task A_change_by_hand_needs_no_permission()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","isReadOnly":true}""");
        vault.Change("""{"change":"deny","permission":"set"}""");

        vault.Change("""{"change":"plant","secret":"s","value":"v"}""");
        vault.Change("""{"change":"disable","secret":"s"}""");

        Assert.False(Assert.Single(vault.VersionsOf("s")).Enabled);
    }

    [Fact]
    public async Task Settings_that_are_not_named_stay()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"settings","deleteDelayMilliseconds":5,"name":"demo"}""");

        vault.Change("""{"change":"settings","retentionDays":30}""");

        var settings = vault.Host.Vault.Settings;
        Assert.Equal((5, "demo", 30), (settings.DeleteDelayMilliseconds, settings.Name, settings.RetentionDays));
    }

    [Fact]
    public async Task Allowing_without_a_name_takes_back_every_denial()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Change("""{"change":"deny","permission":"set","secret":"s"}""");
        vault.Change("""{"change":"deny","permission":"get"}""");

        vault.Change("""{"change":"allow"}""");

        Assert.Empty(vault.Host.Vault.Settings.Denied);
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"change":"explode","secret":"s"}""")]
    [InlineData("""{"change":"disable"}""")]
    [InlineData("""{"change":"disable","secret":"nowhere"}""")]
    [InlineData("""{"change":"plant","secret":"s"}""")]
    [InlineData("""{"change":"plant","secret":"under_score","value":"v"}""")]
    [InlineData("""{"change":"plant","secret":"s","value":7}""")]
    [InlineData("""{"change":"tags","secret":"s"}""")]
    [InlineData("""{"change":"deny","permission":"fly"}""")]
    [InlineData("""{"change":"settings","retentionDays":6}""")]
    [InlineData("""{"change":"settings","retentionDays":91}""")]
    [InlineData("""{"change":"settings","deleteDelay":5}""")]
    public async Task A_change_that_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(string json)
    {
        await using var vault = await VaultFixture.StartAsync();
        var before = JsonSerializer.Serialize(vault.Host.Vault.ReadForState());

        var changed = Change(vault, json);

        Assert.NotNull(changed.Refusal);
        Assert.Contains(' ', changed.Refusal);
        Assert.Equal(before, JsonSerializer.Serialize(vault.Host.Vault.ReadForState()));
    }

    [Fact]
    public async Task The_state_shows_every_version_with_its_hash_and_no_value()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "a-very-recognisable-value");
        vault.Host.Vault.Plant("s", "another-recognisable-value");
        vault.Change("""{"change":"delete","secret":"s"}""");

        var state = vault.Host.Vault.ReadForState();

        var versions = Assert.Single(state.Secrets).Versions;
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("another-recognisable-value"))),
            versions[^1].ValueSha256
        );
        Assert.Equal(2, versions.Count);
        Assert.DoesNotContain("recognisable", JsonSerializer.Serialize(state));
    }

    [Fact]
    public async Task A_cleared_journal_empties_the_vault_and_its_settings()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"deny","permission":"set"}""");

        vault.Host.Journal.Clear();

        Assert.Empty(vault.Host.Vault.ReadForState().Secrets);
        await vault.Client().SetSecretAsync("s", "w");
        Assert.Single(vault.VersionsOf("s"));
    }

    private static VaultChanged Change(VaultFixture vault, string json)
    {
        using var document = JsonDocument.Parse(json);
        return vault.Host.Vault.Change(document.RootElement);
    }
}
