using Azure.Security.KeyVault.Secrets;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

public sealed class ListingTests
{
    [Fact]
    public async Task More_secrets_than_a_page_all_come_once_over_absolute_links()
    {
        await using var vault = await VaultFixture.StartAsync();
        var names = Enumerable.Range(0, 60).Select(number => $"secret-{number:000}").ToList();
        foreach (var name in names)
            vault.Host.Vault.Plant(name, "v");

        var pages = await vault.Client().GetPropertiesOfSecretsAsync().AsPages().ToListAsync();

        Assert.Equal([25, 25, 10], pages.Select(page => page.Values.Count));
        Assert.Equal(names, pages.SelectMany(page => page.Values).Select(item => item.Name));
        Assert.All(
            pages.Take(2),
            page =>
            {
                Assert.StartsWith($"{vault.Host.VaultAddress}secrets?api-version=2026-04-01", page.ContinuationToken);
                Assert.Contains("&$skiptoken=", page.ContinuationToken);
            }
        );
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task A_smaller_page_is_kept_over_its_links()
    {
        await using var vault = await VaultFixture.StartAsync();
        foreach (var number in Enumerable.Range(0, 5))
            vault.Host.Vault.Plant($"s{number}", "v");
        var bearer = await vault.BearerAsync();
        var sizes = new List<int>();

        for (var link = "/secrets?api-version=7.6&maxresults=2"; link is not null; )
        {
            var page = await vault.SendAsync("GET", link, bearer: bearer);
            sizes.Add(page.Body.GetProperty("value").GetArrayLength());
            link = page.Body.GetProperty("nextLink").GetString();
        }

        Assert.Equal([2, 2, 1], sizes);
    }

    [Fact]
    public async Task A_secret_deleted_between_two_pages_hides_no_other()
    {
        await using var vault = await VaultFixture.StartAsync();
        foreach (var number in Enumerable.Range(0, 30))
            vault.Host.Vault.Plant($"s{number:00}", "v");
        var seen = new List<string>();

        await foreach (var page in vault.Client().GetPropertiesOfSecretsAsync().AsPages())
        {
            seen.AddRange(page.Values.Select(item => item.Name));
            if (page.ContinuationToken is not null)
                vault.Change("""{"change":"delete","secret":"s03"}""");
        }

        Assert.Equal(30, seen.Distinct().Count());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("26")]
    [InlineData("many")]
    public async Task A_page_has_1_to_25_items(string maxResults)
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAuthorizedAsync("GET", $"/secrets?api-version=7.6&maxresults={maxResults}");

        Assert.Equal(400, (int)refused.Status);
        Assert.Equal("BadParameter", refused.Code);
    }

    [Fact]
    public async Task A_list_shows_no_value_and_names_the_secret_without_a_version()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v", new Dictionary<string, string> { ["a"] = "1" }, "text/plain");

        var page = await vault.SendAuthorizedAsync("GET", "/secrets?api-version=7.6");

        var item = Assert.Single(page.Body.GetProperty("value").EnumerateArray());
        Assert.Equal($"{vault.Host.VaultAddress}secrets/s", item.GetProperty("id").GetString());
        Assert.False(item.TryGetProperty("value", out _));
        Assert.Equal("1", item.GetProperty("tags").GetProperty("a").GetString());
        Assert.Equal("text/plain", item.GetProperty("contentType").GetString());
        Assert.Equal("null", page.Body.GetProperty("nextLink").GetRawText());
    }

    [Fact]
    public async Task Versions_come_by_their_id_and_not_by_time()
    {
        await using var vault = await VaultFixture.StartAsync();
        foreach (var number in Enumerable.Range(0, 40))
            vault.Host.Vault.Plant("s", $"value {number}");

        var listed = await vault
            .Client()
            .GetPropertiesOfSecretVersionsAsync("s")
            .Select(item => item.Version)
            .ToListAsync();

        var written = vault.VersionsOf("s").Select(version => version.Version).ToList();
        Assert.Equal(written.Order(StringComparer.Ordinal), listed);
        Assert.NotEqual(written, listed);
    }

    [Fact]
    public async Task Versions_of_a_missing_secret_are_an_empty_page()
    {
        await using var vault = await VaultFixture.StartAsync();

        Assert.Empty(await vault.Client().GetPropertiesOfSecretVersionsAsync("nowhere").ToListAsync());
    }

    [Fact]
    public async Task A_deleted_secret_leaves_the_list_and_its_versions()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("kept", "v");
        vault.Host.Vault.Plant("gone", "v");
        vault.Change("""{"change":"delete","secret":"gone"}""");
        SecretClient client = vault.Client();

        Assert.Equal("kept", (await client.GetPropertiesOfSecretsAsync().SingleAsync()).Name);
        Assert.Empty(await client.GetPropertiesOfSecretVersionsAsync("gone").ToListAsync());
        Assert.Equal("gone", (await client.GetDeletedSecretsAsync().SingleAsync()).Name);
    }
}
