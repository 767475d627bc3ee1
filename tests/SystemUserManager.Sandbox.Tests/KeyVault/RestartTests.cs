namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>What the vault remembers when the sandbox starts again over the same data folder.</summary>
public sealed class RestartTests
{
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
}
