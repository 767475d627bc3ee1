using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>What the vault's secrets hold, as far as an administrator chose to have them read.</summary>
public abstract class CheckSecretsTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Each_secret_that_matches_is_told_by_what_it_holds_and_no_other_is_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        await PlantSortsAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        var operation = await World.DoneAsync(World.AskCheckSecretsAsync(portfolio, "team-*"));

        Assert.Equal(
            [
                ("team-dead", SecretHolds.DeadToken),
                ("team-password", SecretHolds.NoToken),
                ("team-person", SecretHolds.PersonalToken),
                ("team-token", SecretHolds.UnregisteredToken),
            ],
            Held(operation)
        );
        var found = Assert.Single(Secrets(operation), s => s.Holds == SecretHolds.UnregisteredToken);
        Assert.Equal((await World.SystemUserAsync("user1")).Id, found.SystemUserId);
        Assert.Equal(vault, World.Vault.Everything);
        Assert.Empty(World.Meta.Changes(mark));
        var read = (await AuditProof.HoldsAsync(World)).Where(r =>
            r.OperationId == operation.Id && r.ObjectType == "Secret"
        );
        Assert.Equal(
            [
                "northwind-app-secret",
                "northwind-control-token",
                "team-dead",
                "team-password",
                "team-person",
                "team-token",
            ],
            read.Select(r => r.ObjectId).Distinct().Order(StringComparer.Ordinal)
        );
        // Neither the other tokens nor the password went to Meta.
        Assert.Equal(3, World.Meta.Count("GET", "/debug_token", mark));
        Assert.Single(await World.OpenFindingsAsync(FindingKind.PersonalToken));
    }

    [FactOnOneDatabase]
    public async Task What_was_registered_is_known_the_next_time()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await PlantSortsAsync();
        var user1 = await World.SystemUserAsync("user1");
        var registered = await World.DoneAsync(World.AskRegisterAsync(user1.Id, "team-token", World.Adoption));

        var operation = await World.DoneAsync(World.AskCheckSecretsAsync(portfolio, "team-tok*"));

        var secret = Assert.Single(Secrets(operation));
        Assert.Equal((SecretHolds.KnownToken, registered.TokenId), (secret.Holds, secret.TokenId));
    }

    [FactOnOneDatabase]
    public async Task This_tools_own_secrets_are_left_alone_and_one_that_is_disabled_is_said_to_be()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.PlantAsync("northwind-more", "EAAsomething");
        await World.ChangeVaultAsync(new { change = "disable", secret = "northwind-more" });

        var operation = await World.DoneAsync(World.AskCheckSecretsAsync(portfolio, "northwind-*"));

        Assert.Equal([("northwind-more", SecretHolds.Unreadable)], Held(operation));
    }

    [FactOnOneDatabase]
    public async Task More_than_can_be_read_at_once_are_not_read_at_all()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        foreach (var i in Enumerable.Range(0, 101))
            await World.PlantAsync($"many-{i}", "some value");

        var refused = await World.RunToEndAsync(World.Succeeds(await World.AskCheckSecretsAsync(portfolio, "many-*")));

        Assert.Equal(OperationState.Failed, refused.State);
        Assert.Contains("Nothing was read", refused.Outcome, StringComparison.Ordinal);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null, null, "Say which secrets")]
    [Row("*", null, "at least 3 letters")]
    [Row("a b c", null, "letters, digits and dashes")]
    public async Task Which_secrets_has_to_be_said(string? pattern, string? tag, string words)
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var refused = await World.AskCheckSecretsAsync(portfolio, pattern, tag);

        Assert.Contains(words, Assert.Single(refused.Problems).Sentence, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_wrong_role_and_a_foreign_portfolio_are_refused()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var contoso = await World.ConnectAsync("Contoso");

        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await World.AskCheckSecretsAsync(portfolio, "team-*")).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await World.AskCheckSecretsAsync(portfolio, "team-*")).Problems));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    [Trait("Id", "A01")]
    public async Task A_process_that_dies_while_it_reads_is_followed_by_one_that_ends_it(bool afterEffect)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await PlantSortsAsync();
        var id = World.Succeeds(await World.AskCheckSecretsAsync(portfolio, "team-*"));
        await World.Worker.DieAtAsync(id, CheckSecrets.ReadAndAsk, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(4, Secrets(ended).Count);
    }

    private async Task PlantSortsAsync()
    {
        var dead = await World.MakeTokenAsync(new { @do = "makeToken", systemUser = "user1" });
        await World.ChangeAsync(new { @do = "invalidateToken", token = dead });
        await World.PlantAsync("team-dead", dead);
        await World.PlantAsync(
            "team-token",
            await World.MakeTokenAsync(new { @do = "makeToken", systemUser = "user1" })
        );
        await World.PlantAsync("team-password", "correct-horse-battery");
        await World.PlantAsync(
            "team-person",
            await World.MakeTokenAsync(new { @do = "makeToken", person = "Lena Brandt" })
        );
    }

    private static IReadOnlyList<CheckedSecret> Secrets(Operation operation) =>
        operation.Steps.Single(s => s.Name == CheckSecrets.ReadAndAsk).ReadFacts<CheckedSecrets>()!.Secrets;

    private static IEnumerable<(string, SecretHolds)> Held(Operation operation) =>
        Secrets(operation).Select(s => (s.Name, s.Holds));
}

public sealed class CheckSecretsOnSqlite() : CheckSecretsTests(DatabaseProvider.Sqlite);

public sealed class CheckSecretsOnPostgres() : CheckSecretsTests(DatabaseProvider.Postgres);
