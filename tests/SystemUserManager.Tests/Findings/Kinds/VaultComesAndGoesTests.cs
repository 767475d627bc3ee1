using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>What is found in the vault, in its list or in its values.</summary>
public abstract class VaultComesAndGoesTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VaultSecretMissing))]
    public async Task A_secret_that_somebody_deleted()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.VaultSecretMissing,
            f => f.ObjectKey == token.SecretName,
            () => VaultAsync("delete", token.SecretName),
            () => VaultAsync("recover", token.SecretName)
        );
        Assert.Equal((token.SystemUserId, token.Id), (finding.SystemUserId, finding.TokenId));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VaultSecretDisabled))]
    public async Task A_secret_that_somebody_disabled()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.VaultSecretDisabled,
            f => f.ObjectKey == token.SecretName,
            () => VaultAsync("disable", token.SecretName),
            () => VaultAsync("enable", token.SecretName)
        );
        Assert.Equal((token.Id, "Disabled."), (finding.TokenId, finding.InVault));
        // Meta can't be asked about a token that can't be read.
        Assert.Equal(
            $"The secret \"{token.SecretName}\" is disabled in the vault, so its value can't be read.",
            finding.AtMeta
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VaultTagsDiffer))]
    public async Task Tags_that_somebody_took_away()
    {
        var token = await MadeAsync();
        var tags = World.Vault.Versions(token.SecretName)[^1].Tags;
        var finding = await ComesAndGoesAsync(
            FindingKind.VaultTagsDiffer,
            f => f.ObjectKey == token.SecretName,
            () => TagAsync(new Dictionary<string, string> { ["team"] = "bi" }),
            () => TagAsync(tags)
        );
        Assert.Contains("team=bi", finding.InVault, StringComparison.Ordinal);

        Task TagAsync(IReadOnlyDictionary<string, string> to) =>
            World.ChangeVaultAsync(
                new
                {
                    change = "tags",
                    secret = token.SecretName,
                    tags = to,
                }
            );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VaultSecretExtra))]
    public async Task A_secret_with_our_tag_that_the_record_does_not_know()
    {
        const string Secret = "meta-1200000000000001-lost-abcdefgh";
        var token = await MadeAsync();
        var tags = World.Vault.Versions(token.SecretName)[^1].Tags;
        var made = false;
        await ComesAndGoesAsync(
            FindingKind.VaultSecretExtra,
            f => f.ObjectKey == Secret,
            async () =>
            {
                if (made)
                    await VaultAsync("recover", Secret);
                else
                    await World.ChangeVaultAsync(
                        new
                        {
                            change = "plant",
                            secret = Secret,
                            value = "x",
                            tags,
                        }
                    );
                made = true;
            },
            () => VaultAsync("delete", Secret),
            PassAsync
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VaultSecretEnabledAgain))]
    public async Task A_version_of_others_that_holds_a_revoked_token_and_was_enabled_again()
    {
        const string Secret = "ads-sync-token";
        var found = await FoundAsync();
        var registered = await World.DoneAsync(World.AskRegisterAsync(found.Id, Secret, World.Adoption));
        await World.DoneAsync(World.AskRevokeAsync(registered.TokenId!.Value));
        var finding = await ComesAndGoesAsync(
            FindingKind.VaultSecretEnabledAgain,
            f => f.TokenId == registered.TokenId,
            () => VaultAsync("enable", Secret),
            () => VaultAsync("disable", Secret),
            PassAsync
        );
        Assert.Equal(found.Id, finding.SystemUserId);
        // The pass before looked, too.
        Assert.True(finding.NotBefore < finding.FirstSeenAt);

        // Days later a pass doesn't look at every revoked token, and says nothing of those that it left out.
        World.Clock.Advance(TimeSpan.FromDays(3));
        await PassAsync();
        await PassAsync();
        Assert.Single(await World.OpenFindingsAsync(FindingKind.VaultSecretEnabledAgain));
        await VaultAsync("disable", Secret);
        await PassAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.VaultSecretEnabledAgain));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.PersonalToken))]
    public async Task A_secret_with_a_persons_token()
    {
        PortfolioId = await World.ConnectAsync("Northwind");
        await World.PlantAsync("looker-token", "not yet");
        var value = await World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                person = "Lena Brandt",
                scopes = new[] { "ads_read" },
            }
        );
        await ComesAndGoesAsync(
            FindingKind.PersonalToken,
            f => f.ObjectKey == "looker-token",
            () => World.PlantAsync("looker-token", value),
            () => World.PlantAsync("looker-token", "something else"),
            () => CheckAsync("looker-*")
        );

        await VaultAsync("delete", "looker-token");
        await PassAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.PersonalToken));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.TokenInTwoSecrets))]
    public async Task The_same_token_in_another_secret()
    {
        var token = await MadeAsync();
        var value = World.Meta.LiveTokens(Name).Single().Value;
        await World.PlantAsync("dashboard-token", "not yet");
        var finding = await ComesAndGoesAsync(
            FindingKind.TokenInTwoSecrets,
            f => f.ObjectKey == "dashboard-token",
            () => World.PlantAsync("dashboard-token", value),
            () => World.PlantAsync("dashboard-token", "something else"),
            async () =>
            {
                await CheckAsync("dashboard-*");
                // A comparison doesn't know better than who read the value.
                await LookAsync();
            }
        );
        Assert.Equal((token.Id, token.SystemUserId), (finding.TokenId, finding.SystemUserId));

        await World.DoneAsync(World.AskRevokeAsync(token.Id));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.TokenInTwoSecrets));
    }

    private async Task CheckAsync(string pattern)
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.DoneAsync(World.AskCheckSecretsAsync(PortfolioId, pattern));
    }

    private async Task PassAsync()
    {
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        await World.ReconcileAsync();
    }

    private Task VaultAsync(string change, string secret) => World.ChangeVaultAsync(new { change, secret });
}

public sealed class VaultComesAndGoesOnSqlite() : VaultComesAndGoesTests(DatabaseProvider.Sqlite);

public sealed class VaultComesAndGoesOnPostgres() : VaultComesAndGoesTests(DatabaseProvider.Postgres);
