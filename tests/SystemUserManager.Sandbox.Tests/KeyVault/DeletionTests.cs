using Azure;
using Azure.Security.KeyVault.Secrets;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>Soft delete: two slow operations, and a name that stays taken.</summary>
public sealed class DeletionTests
{
    [Fact]
    public async Task A_deleted_secret_says_until_when_it_can_be_recovered()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","retentionDays":7}""");
        var client = vault.Client();

        var deletion = await client.StartDeleteSecretAsync("s");
        DeletedSecret deleted = await deletion.WaitForCompletionAsync();

        Assert.Equal("s", deleted.Name);
        Assert.Null(deleted.Value);
        Assert.Equal(new Uri(vault.Host.VaultAddress, "deletedsecrets/s"), deleted.RecoveryId);
        Assert.Equal(VaultFixture.Start, deleted.DeletedOn);
        Assert.Equal(VaultFixture.Start.AddDays(7), deleted.ScheduledPurgeDate);
        Assert.Equal("CustomizedRecoverable+Purgeable", deleted.Properties.RecoveryLevel);
        Assert.Equal(7, deleted.Properties.RecoverableDays);
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => client.GetSecretAsync("s"))).Status);
    }

    [Fact]
    public async Task A_slow_deletion_is_pending_until_its_delay_is_over()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","deleteDelayMilliseconds":3000}""");
        var client = vault.Client();

        var deletion = await client.StartDeleteSecretAsync("s");
        var early = await deletion.UpdateStatusAsync();
        var whilePending = deletion.HasCompleted;
        vault.Host.Clock.Advance(TimeSpan.FromMilliseconds(3_000));
        await deletion.UpdateStatusAsync();

        Assert.Equal(404, early.Status);
        Assert.False(whilePending);
        Assert.True(deletion.HasCompleted);
    }

    [Fact]
    public async Task A_secret_that_is_being_deleted_is_neither_here_nor_there()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","deleteDelayMilliseconds":3000}""");
        vault.Change("""{"change":"delete","secret":"s"}""");
        var bearer = await vault.BearerAsync();

        var get = await vault.SendAsync("GET", "/secrets/s?api-version=7.6", bearer: bearer);
        var getDeleted = await vault.SendAsync("GET", "/deletedsecrets/s?api-version=7.6", bearer: bearer);
        var set = await vault.SendAsync("PUT", "/secrets/s?api-version=7.6", """{"value":"w"}""", bearer);
        var delete = await vault.SendAsync("DELETE", "/secrets/s?api-version=7.6", bearer: bearer);
        var recover = await vault.SendAsync("POST", "/deletedsecrets/s/recover?api-version=7.6", bearer: bearer);
        var purge = await vault.SendAsync("DELETE", "/deletedsecrets/s?api-version=7.6", bearer: bearer);

        Assert.Equal((404, "SecretNotFound"), ((int)get.Status, get.Code));
        Assert.Equal((404, "Deleted Secret not found: s"), ((int)getDeleted.Status, getDeleted.Message));
        Assert.Equal((409, "ObjectIsBeingDeleted"), ((int)set.Status, set.InnerCode));
        Assert.Equal("Secret s is currently being deleted and cannot be re-created; retry later.", set.Message);
        Assert.Equal((409, "ObjectIsBeingDeleted"), ((int)delete.Status, delete.InnerCode));
        Assert.Equal((409, "ObjectIsBeingDeleted"), ((int)recover.Status, recover.InnerCode));
        Assert.Equal((409, "ObjectIsBeingDeleted"), ((int)purge.Status, purge.InnerCode));
        Assert.Equal("Secret s is currently being deleted.", purge.Message);
    }

    [Fact]
    public async Task The_name_of_a_deleted_secret_is_taken_until_it_is_purged()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        var client = vault.Client();
        await (await client.StartDeleteSecretAsync("s")).WaitForCompletionAsync();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "w"));
        var purged = await client.PurgeDeletedSecretAsync("s");
        await client.SetSecretAsync("s", "w");

        Assert.Equal(409, refused.Status);
        Assert.Equal("Conflict", refused.ErrorCode);
        Assert.Contains("ObjectIsDeletedButRecoverable", refused.Message);
        Assert.Contains(
            "Secret s is currently in a deleted but recoverable state, and its name cannot be reused; in this state, "
                + "the secret can only be recovered or purged.",
            refused.Message
        );
        Assert.Equal(204, purged.Status);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task Recovering_brings_back_every_version()
    {
        await using var vault = await VaultFixture.StartAsync();
        var first = vault.Host.Vault.Plant("s", "one");
        vault.Host.Vault.Plant("s", "two");
        var client = vault.Client();
        await (await client.StartDeleteSecretAsync("s")).WaitForCompletionAsync();

        await (await client.StartRecoverDeletedSecretAsync("s")).WaitForCompletionAsync();

        Assert.Equal("two", (await client.GetSecretAsync("s")).Value.Value);
        Assert.Equal("one", (await client.GetSecretAsync("s", first)).Value.Value);
        Assert.Empty(await client.GetDeletedSecretsAsync().ToListAsync());
    }

    [Fact]
    public async Task A_slow_recovery_answers_404_and_holds_the_name_until_its_lag_is_over()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","recoveryLagMilliseconds":2000}""");
        vault.Change("""{"change":"delete","secret":"s"}""");
        var client = vault.Client();

        var recovery = await client.StartRecoverDeletedSecretAsync("s");
        var early = await recovery.UpdateStatusAsync();
        var whilePending = recovery.HasCompleted;
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "w"));
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        await recovery.UpdateStatusAsync();

        Assert.Equal(404, early.Status);
        Assert.False(whilePending);
        Assert.Equal(409, refused.Status);
        Assert.Contains("ObjectIsBeingRecovered", refused.Message);
        Assert.True(recovery.HasCompleted);
        Assert.Equal("v", (await client.GetSecretAsync("s")).Value.Value);
    }

    [Fact]
    public async Task A_caller_who_may_not_read_sees_both_operations_as_done()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","deleteDelayMilliseconds":3000,"recoveryLagMilliseconds":3000}""");
        vault.Change("""{"change":"deny","permission":"get"}""");
        var client = vault.Client();

        var deletion = await client.StartDeleteSecretAsync("s");
        await deletion.UpdateStatusAsync();
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(3));
        var recovery = await client.StartRecoverDeletedSecretAsync("s");
        await recovery.UpdateStatusAsync();

        Assert.True(deletion.HasCompleted);
        Assert.True(recovery.HasCompleted);
    }

    [Theory]
    [InlineData(90, false, "Recoverable+Purgeable")]
    [InlineData(90, true, "Recoverable")]
    [InlineData(89, false, "CustomizedRecoverable+Purgeable")]
    [InlineData(7, true, "CustomizedRecoverable")]
    public async Task The_recovery_level_tells_retention_and_purge_protection(int days, bool isProtected, string level)
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Host.Vault.Configure(settings => settings with { RetentionDays = days, PurgeProtection = isProtected });

        KeyVaultSecret secret = await vault.Client().GetSecretAsync("s");

        Assert.Equal(level, secret.Properties.RecoveryLevel);
        Assert.Equal(days, secret.Properties.RecoverableDays);
    }

    [Fact]
    public async Task Purge_protection_forbids_a_purge()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","purgeProtection":true}""");
        vault.Change("""{"change":"delete","secret":"s"}""");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() =>
            vault.Client().PurgeDeletedSecretAsync("s")
        );

        Assert.Equal(403, refused.Status);
        Assert.Contains("purge protection is enabled", refused.Message);
        Assert.Equal("Deleted", Assert.Single(vault.Host.Vault.ReadForState().Secrets).Phase);
    }

    [Fact]
    public async Task After_its_retention_a_deleted_secret_is_gone_by_itself()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");
        vault.Change("""{"change":"settings","retentionDays":7,"purgeProtection":true}""");
        vault.Change("""{"change":"delete","secret":"s"}""");
        var client = vault.Client();

        vault.Host.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        var before = await client.GetDeletedSecretsAsync().CountAsync();
        vault.Host.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await client.GetDeletedSecretsAsync().CountAsync();

        Assert.Equal((1, 0), (before, after));
        await client.SetSecretAsync("s", "w");
    }

    [Fact]
    public async Task Deleting_recovering_or_purging_what_is_not_there_is_a_404()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("live", "v");
        var client = vault.Client();

        await Is404(() => client.StartDeleteSecretAsync("nowhere"));
        await Is404(() => client.StartRecoverDeletedSecretAsync("live"));
        await Is404(() => client.PurgeDeletedSecretAsync("live"));
        await Is404(() => client.GetDeletedSecretAsync("live"));

        static async Task Is404<T>(Func<Task<T>> call)
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(call);
            Assert.Equal((404, "SecretNotFound"), (refused.Status, refused.ErrorCode));
        }
    }
}
