using System.Text;
using Azure;
using Azure.Security.KeyVault.Secrets;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_restores_every_version_with_its_id_and_the_latest_stays_the_latest()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = vault.Client();
        var first = vault.Host.Vault.Plant("s", "one", new Dictionary<string, string> { ["a"] = "1" });
        var second = vault.Host.Vault.Plant("s", "two");
        byte[] backup = await client.BackupSecretAsync("s");
        await (await client.StartDeleteSecretAsync("s")).WaitForCompletionAsync();
        await client.PurgeDeletedSecretAsync("s");

        SecretProperties restored = await client.RestoreSecretBackupAsync(backup);

        Assert.Equal(second, restored.Version);
        Assert.Equal("two", (await client.GetSecretAsync("s")).Value.Value);
        KeyVaultSecret older = await client.GetSecretAsync("s", first);
        Assert.Equal("one", older.Value);
        Assert.Equal("1", older.Properties.Tags["a"]);
    }

    [Fact]
    public async Task A_backup_shows_no_value()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "a-very-recognisable-value");

        byte[] backup = await vault.Client().BackupSecretAsync("s");

        Assert.DoesNotContain("recognisable", Encoding.Latin1.GetString(backup));
    }

    [Fact]
    public async Task A_changed_backup_is_corrupt()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var client = vault.Client();
        byte[] backup = await client.BackupSecretAsync("s");
        backup[^1] ^= 1;

        foreach (var corrupt in new[] { backup, [1, 2, 3] })
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(() =>
                client.RestoreSecretBackupAsync(corrupt)
            );
            Assert.Equal((400, "Malformed backup blob"), (refused.Status, refused.ErrorCode));
            Assert.Contains("Backup blob is corrupt.", refused.Message);
        }
    }

    [Fact]
    public async Task A_backup_never_overwrites_a_secret_that_is_there_or_deleted()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var client = vault.Client();
        byte[] backup = await client.BackupSecretAsync("s");

        var live = await Assert.ThrowsAsync<RequestFailedException>(() => client.RestoreSecretBackupAsync(backup));
        vault.Change("""{"change":"delete","secret":"s"}""");
        var deleted = await Assert.ThrowsAsync<RequestFailedException>(() => client.RestoreSecretBackupAsync(backup));

        Assert.Equal((409, "Conflict"), (live.Status, live.ErrorCode));
        Assert.Equal((409, "Conflict"), (deleted.Status, deleted.ErrorCode));
        Assert.Contains("ObjectIsDeletedButRecoverable", deleted.Message);
    }
}
