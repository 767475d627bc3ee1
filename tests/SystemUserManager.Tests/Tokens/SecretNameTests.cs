using CsCheck;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

public sealed class SecretNameTests
{
    [Theory]
    [InlineData("northwind ads reporting", "northwind-ads-reporting")]
    [InlineData("Café – Ads_Report.v2", "cafe-ads-report-v2")]
    [InlineData("北京 广告", "integration")]
    [InlineData("--- a ---", "a")]
    public void A_name_says_what_it_is_of(string systemUser, string slug) =>
        Assert.Matches(
            $"^meta-1200000000000001-{slug}-[a-z2-7]{{8}}$",
            SecretName.Create("1200000000000001", systemUser)
        );

    [Fact]
    public void Whatever_the_system_user_is_called_the_vault_takes_the_name() =>
        Gen
            .String.Where(text => !text.Any(char.IsSurrogate))
            .Sample(text =>
            {
                var pending = SecretName.Pending(SecretName.Create("1234567890123456789012345", text));
                Assert.Matches("^[0-9a-zA-Z-]{1,127}$", pending);
            });

    [Theory]
    [InlineData(60, "", 60)]
    [InlineData(61, "", 60)]
    [InlineData(59, " export", 59)]
    public void A_long_name_is_cut_and_never_at_a_dash(int letters, string rest, int kept) =>
        Assert.Matches($"^meta-1-a{{{kept}}}-[a-z2-7]{{8}}$", SecretName.Create("1", new string('a', letters) + rest));

    [Fact]
    public void The_place_where_a_token_waits_is_known_by_its_name()
    {
        const string Name = "meta-1-ads-sync-abcdefgh";

        Assert.True(SecretName.IsPending(SecretName.Pending(Name)));
        Assert.True(SecretName.IsPending(SecretName.Pending(Name).ToUpperInvariant()));
        Assert.False(SecretName.IsPending(Name));
        Assert.Equal(Name, SecretName.WithoutPending(SecretName.Pending(Name)));
        Assert.Equal(Name, SecretName.WithoutPending(Name));
    }

    [Fact]
    public void The_same_system_user_never_gets_the_same_name_twice() =>
        Assert.Equal(
            1000,
            Enumerable.Range(0, 1000).Select(_ => SecretName.Create("1", "ads sync")).Distinct().Count()
        );
}
