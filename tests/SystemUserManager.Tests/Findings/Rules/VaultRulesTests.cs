using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Tokens;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class VaultRulesTests
{
    private static readonly string Name = Secret.Name;

    [Fact]
    [Trait("Finds", nameof(FindingKind.VaultSecretMissing))]
    public void A_secret_of_a_live_token_that_the_vault_does_not_list_is_missing()
    {
        var finding = One<VaultSecretMissingRule>(Picture(secrets: []));
        Assert.Equal((Name, 31L, 1L), (finding.ObjectKey, finding.TokenId, finding.SystemUserId));
        Assert.Single(Look<VaultSecretMissingRule>(Picture(secrets: [Secret with { IsGone = true }])));
        Assert.Empty(Look<VaultSecretMissingRule>(Picture(secrets: [Secret with { Name = Name.ToUpperInvariant() }])));
        Assert.Empty(
            Look<VaultSecretMissingRule>(Picture(secrets: [], tokens: [Live with { State = TokenState.Orphan }]))
        );
        Assert.Empty(Look<VaultSecretMissingRule>(Picture(secrets: [], tokens: [Live with { SecretVersion = null }])));
        Assert.False(CanTell<VaultSecretMissingRule>(Picture(parts: Without("vault")), finding));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.VaultSecretDisabled))]
    public void A_disabled_secret_is_found_once_for_all_live_tokens_in_it()
    {
        var newer = Live with { Id = 32 };
        var finding = One<VaultSecretDisabledRule>(
            Picture(tokens: [Live, newer], secrets: [Secret with { IsEnabled = false }])
        );
        Assert.Equal((Name, 32L, "Disabled."), (finding.ObjectKey, finding.TokenId, finding.InVault));
        Assert.Equal("Alive, as of the check of 2026-11-24.", finding.AtMeta);
        Assert.Equal(
            "Meta says: no.",
            One<VaultSecretDisabledRule>(
                Picture(
                    tokens: [Live with { HealthProblem = "Meta says: no." }],
                    secrets: [Secret with { IsEnabled = false }]
                )
            ).AtMeta
        );
        Assert.Contains("2 live tokens", finding.InRecord, StringComparison.Ordinal);
        Assert.Empty(Look<VaultSecretDisabledRule>(Picture(tokens: [], secrets: [Secret with { IsEnabled = false }])));
        // Gone is another matter.
        Assert.Empty(
            Look<VaultSecretDisabledRule>(Picture(secrets: [Secret with { IsEnabled = false, IsGone = true }]))
        );
    }

    [Theory]
    [InlineData("", "managed-by")]
    [InlineData("managed-by=system-user-manager\nportfolio=9\nsystem-user=g1\ntoken=31", "portfolio")]
    [InlineData("managed-by=system-user-manager\nportfolio=1200\ntoken=31", "system-user")]
    [InlineData("managed-by=system-user-manager\nportfolio=1200\nsystem-user=g1", "tag token")]
    [InlineData("managed-by=somebody\nportfolio=1200\nsystem-user=g1\ntoken=31", "managed-by")]
    [Trait("Finds", nameof(FindingKind.VaultTagsDiffer))]
    public void Tags_that_are_not_ours_any_more_are_named(string tags, string named)
    {
        var finding = One<VaultTagsDifferRule>(Picture(secrets: [Secret with { Tags = tags }]));
        Assert.Equal((Name, 31L), (finding.ObjectKey, finding.TokenId));
        Assert.Contains(named, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_in_the_vault_that_is_not_the_tokens_is_found_and_a_few_hours_are_nothing()
    {
        Assert.Contains(
            "ends never in the vault",
            One<VaultTagsDifferRule>(Picture(secrets: [Secret with { ExpiresAt = null }])).Detail,
            StringComparison.Ordinal
        );
        Assert.Single(Look<VaultTagsDifferRule>(Picture(secrets: [Secret with { ExpiresAt = Now.AddDays(90) }])));
        Assert.Empty(
            Look<VaultTagsDifferRule>(Picture(secrets: [Secret with { ExpiresAt = Live.ExpiresAt!.Value.AddHours(2) }]))
        );
        Assert.Empty(
            Look<VaultTagsDifferRule>(
                Picture(
                    tokens: [Live with { ExpiresAt = null, NeverExpires = true }],
                    secrets: [Secret with { ExpiresAt = null }]
                )
            )
        );
    }

    [Fact]
    public void Nothing_is_wanted_of_what_others_wrote_or_of_a_latest_version_that_holds_a_token_that_died()
    {
        Assert.Empty(
            Look<VaultTagsDifferRule>(
                Picture(tokens: [Live with { IsIssuedHere = false }], secrets: [Secret with { Tags = "" }])
            )
        );
        Assert.Empty(
            Look<VaultTagsDifferRule>(
                Picture(
                    secrets:
                    [
                        Secret with
                        {
                            ExpiresAt = Now.AddDays(5),
                            Tags = Secret.Tags.Replace("token=31", "token=30", StringComparison.Ordinal),
                        },
                    ]
                )
            )
        );
    }

    [Fact]
    public void A_list_of_before_the_token_came_into_the_vault_tells_nothing_of_its_secret()
    {
        var came = Live with { ChangedAt = Now };
        var (before, after) = (At(Now.AddMinutes(-1)), At(Now.AddMinutes(1)));
        Assert.False(CanTell<VaultSecretMissingRule>(before, One<VaultSecretMissingRule>(before)));
        Assert.True(CanTell<VaultSecretMissingRule>(after, One<VaultSecretMissingRule>(after)));

        PortfolioPicture At(DateTimeOffset read) => Picture(tokens: [came], secrets: [], vaultReadAt: read);
    }
}
