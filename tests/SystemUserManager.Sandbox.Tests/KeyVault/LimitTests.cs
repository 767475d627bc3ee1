using System.Text.Json;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>What the vault takes and what is a 400, at the boundary itself.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("0-Z", true)]
    [InlineData("under_score", false)]
    [InlineData("dot.ted", false)]
    [InlineData("%C3%A9", false)]
    [InlineData("new%0Aline", false)]
    public async Task A_name_is_letters_digits_and_dashes(string name, bool isValid)
    {
        await using var vault = await VaultFixture.StartAsync();

        var answer = await vault.SendAuthorizedAsync("PUT", $"/secrets/{name}?api-version=7.6", """{"value":"v"}""");

        Assert.Equal(isValid ? 200 : 400, (int)answer.Status);
        if (!isValid)
        {
            Assert.Equal("BadParameter", answer.Code);
            Assert.StartsWith("The request URI contains an invalid name: ", answer.Message);
        }
    }

    [Theory]
    [InlineData(127, 200)]
    [InlineData(128, 400)]
    public async Task A_name_has_at_most_127_characters(int length, int status) =>
        Assert.Equal(status, await SetAsync(new { value = "v" }, new string('n', length)));

    [Theory]
    [InlineData(25_600, 200)]
    [InlineData(25_601, 400)]
    public async Task A_value_has_at_most_25_kilobytes(int bytes, int status) =>
        Assert.Equal(status, await SetAsync(new { value = new string('v', bytes) }));

    [Fact]
    public async Task A_value_is_measured_in_octets_and_not_in_characters() =>
        Assert.Equal(400, await SetAsync(new { value = new string('é', 12_801) }));

    [Theory]
    [InlineData(255, 200)]
    [InlineData(256, 400)]
    public async Task A_content_type_has_at_most_255_characters(int length, int status) =>
        Assert.Equal(status, await SetAsync(new { value = "v", contentType = new string('c', length) }));

    [Theory]
    [InlineData(15, 200)]
    [InlineData(16, 400)]
    public async Task A_secret_has_at_most_15_tags(int count, int status) =>
        Assert.Equal(
            status,
            await SetAsync(
                new { value = "v", tags = Enumerable.Range(0, count).ToDictionary(n => $"tag{n}", n => "x") }
            )
        );

    [Theory]
    [InlineData(512, 512, 200)]
    [InlineData(513, 1, 400)]
    [InlineData(1, 513, 400)]
    public async Task A_tag_has_at_most_512_characters_on_either_side(int name, int value, int status) =>
        Assert.Equal(
            status,
            await SetAsync(
                new { value = "v", tags = new Dictionary<string, string> { [new('n', name)] = new('v', value) } }
            )
        );

    [Fact]
    public async Task An_update_has_the_same_limits_and_a_refused_one_changes_nothing()
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v", new Dictionary<string, string> { ["a"] = "1" });
        var tooMany = new { tags = Enumerable.Range(0, 16).ToDictionary(n => $"tag{n}", n => "x") };

        var refused = await vault.SendAuthorizedAsync(
            "PATCH",
            "/secrets/s?api-version=7.6",
            JsonSerializer.Serialize(tooMany)
        );

        Assert.Equal((400, "BadParameter"), ((int)refused.Status, refused.Code));
        Assert.Equal("a", Assert.Single(Assert.Single(vault.VersionsOf("s")).Tags).Key);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"value":7}""")]
    [InlineData("""{"value":"secret-piece""")]
    public async Task A_body_without_a_value_is_refused_and_never_quoted(string body)
    {
        await using var vault = await VaultFixture.StartAsync();

        var refused = await vault.SendAuthorizedAsync("PUT", "/secrets/s?api-version=7.6", body);

        Assert.Equal((400, "BadParameter"), ((int)refused.Status, refused.Code));
        Assert.DoesNotContain("secret-piece", refused.Message);
        Assert.Empty(vault.VersionsOf("s"));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    public async Task A_version_is_32_hexadecimal_digits(string version)
    {
        await using var vault = await VaultFixture.StartAsync();
        vault.Host.Vault.Plant("s", "v");

        var refused = await vault.SendAuthorizedAsync("GET", $"/secrets/s/{version}?api-version=7.6");

        Assert.Equal((400, "BadParameter"), ((int)refused.Status, refused.Code));
    }

    private static async Task<int> SetAsync(object body, string name = "s")
    {
        await using var vault = await VaultFixture.StartAsync();
        var answer = await vault.SendAuthorizedAsync(
            "PUT",
            $"/secrets/{name}?api-version=7.6",
            JsonSerializer.Serialize(body)
        );
        return (int)answer.Status;
    }
}
