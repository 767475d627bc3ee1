using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using MetaGraph.Http;
using MetaGraph.Tokens;

namespace MetaGraph.Tests;

[Trait("Id", "E08")]
public sealed class SecretTypesTests
{
    private const string Canary = "EAAcanary4711canary4711canary4711";
    private static readonly AccessToken Token = AccessToken.FromSecret(Canary);
    private static readonly AppSecret Secret = AppSecret.FromSecret(Canary);

    public static TheoryData<object> SecretBearers =>
        [
            Token,
            Secret,
            new GraphCredentials(Token, new GraphId("1"), Secret),
            new ExchangedToken(Token, TimeSpan.FromDays(60)),
        ];

    [Theory]
    [MemberData(nameof(SecretBearers), DisableDiscoveryEnumeration = true)]
    public void A_type_that_holds_a_secret_prints_three_stars(object bearer)
    {
        Assert.Contains("***", bearer.ToString());
        Assert.DoesNotContain(Canary, $"{bearer} {bearer.ToString()}");
    }

    [Theory]
    [MemberData(nameof(SecretBearers), DisableDiscoveryEnumeration = true)]
    public void A_type_that_holds_a_secret_refuses_to_be_serialised(object bearer)
    {
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(bearer));
    }

    [Fact]
    public void A_secret_is_not_made_out_of_stored_json()
    {
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<AccessToken>($"\"{Canary}\""));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<AppSecret>($"\"{Canary}\""));
    }

    [Fact]
    public void No_public_type_shows_a_secret_through_a_property_or_field_of_its_own()
    {
        var leaks =
            from type in typeof(AccessToken).Assembly.GetExportedTypes()
            where type == typeof(AccessToken) || type == typeof(AppSecret)
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            where member is PropertyInfo { Name: not nameof(AccessToken.Sha256) } or FieldInfo
            select $"{type.Name}.{member.Name}";
        Assert.Empty(leaks);
    }

    [Fact]
    public void A_debugger_shows_three_stars_and_hides_the_field()
    {
        Type[] types = [typeof(AccessToken), typeof(AppSecret)];
        Assert.All(
            types,
            type =>
            {
                Assert.Equal("***", type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
                var fields = type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
                    .Where(field => !field.Name.Contains("Sha256", StringComparison.Ordinal));
                Assert.All(
                    fields,
                    field =>
                        Assert.Equal(
                            DebuggerBrowsableState.Never,
                            field.GetCustomAttribute<DebuggerBrowsableAttribute>()!.State
                        )
                );
            }
        );
    }

    [Fact]
    public void Only_the_same_object_equals_a_token()
    {
        Assert.False(Token.Equals(AccessToken.FromSecret(Canary)));
        Assert.Equal(Token.Sha256, AccessToken.FromSecret(Canary).Sha256);
    }

    [Fact]
    public void The_hash_is_sha256_in_lower_hex()
    {
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            AccessToken.FromSecret("abc").Sha256
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("EAAcanary4711\r\nX-Injected: 1")]
    [InlineData("EAA canary")]
    [InlineData("EAAcänary")]
    public void Text_that_can_be_no_secret_is_refused_without_being_quoted(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => AccessToken.FromSecret(text));
        Assert.DoesNotContain("canary", error.Message);
        Assert.Throws<ArgumentException>(() => AppSecret.FromSecret(text));
    }

    [Fact]
    public void A_request_prints_neither_its_path_nor_its_parameters()
    {
        var request = GraphRequest.QueryOnly(changes: true, "oauth", "revoke").WithSecret("revoke_token", Canary);
        Assert.DoesNotContain(Canary, request.ToString());
    }
}
