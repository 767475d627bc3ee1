using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>A token that others put into the vault comes into the record, or it is said why not.</summary>
public abstract class RegisterTokenTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Found = "ads sync";
    private const string Secret = "ads-sync-token";

    public static TheoryData<string, bool> Deaths()
    {
        var deaths = new TheoryData<string, bool>();
        foreach (var step in RegisterToken.Plan)
        {
            deaths.Add(step, false);
            deaths.Add(step, true);
        }

        return deaths;
    }

    [Fact]
    public async Task A_token_in_the_vault_comes_into_the_record_under_observe_only_and_nothing_is_changed()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var found = await World.SystemUserAsync(Found);
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        // Key Vault tells no upper case from lower.
        var operation = await World.DoneAsync(World.AskRegisterAsync(found.Id, " Ads-Sync-Token ", World.Adoption));

        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);
        var token = await World.TokenOfAsync(operation.Id);
        var live = Assert.Single(World.Meta.LiveTokens(Found));
        Assert.Equal((TokenState.Active, TokenOrigin.Registered), (token.State, token.Origin));
        Assert.Equal(VaultView.Sha256(live.Value), token.ValueSha256);
        Assert.Equal((Secret, "ads_management,ads_read"), (token.SecretName, token.Scopes));
        Assert.Equal(World.Vault.Versions(Secret).Single().Version, token.SecretVersion);
        Assert.Equal((live.IssuedAt, live.ExpiresAt), (token.IssuedAt, token.ExpiresAt));
        Assert.Equal(token.Id, operation.TokenId);
        Assert.True((await World.SystemUserAsync(Found)).IsOurs);
        var rows = await AuditProof.HoldsAsync(World);
        Assert.Contains(rows, r => r.Action == "Register token");
        Assert.Contains(rows, r => r.Action == "Read a secret's value" && r.ObjectId == Secret);
    }

    [Fact]
    public async Task Registered_again_it_is_said_which_it_is()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var first = await World.DoneAsync(World.AskRegisterAsync(found.Id, Secret, World.Adoption));

        var again = await World.DoneAsync(World.AskRegisterAsync(found.Id, Secret));

        Assert.Equal(first.TokenId, again.TokenId);
        Assert.Contains($"it is token {first.TokenId} of {Found}", again.Outcome, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Tokens.CountAsync(t => t.SystemUserId == found.Id));
    }

    [Fact]
    public async Task Revoked_it_leaves_what_else_the_secret_holds_alone()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var registered = await World.DoneAsync(World.AskRegisterAsync(found.Id, Secret, World.Adoption));
        await World.PlantAsync(Secret, "another-secret-of-somebody");
        await World.PlantAsync($"{Secret}-pending", "not-ours-either");

        await World.DoneAsync(World.AskRevokeAsync(registered.TokenId!.Value));

        Assert.Empty(World.Meta.LiveTokens(Found));
        Assert.Equal([false, true], World.Vault.Versions(Secret).Select(v => v.Enabled));
        Assert.Single(World.Vault.Enabled($"{Secret}-pending"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null, "USER")]
    [Row("Northwind", "PAGE")]
    public async Task A_persons_token_is_no_system_users_and_stays_a_finding(string? page, string type)
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        await World.PlantAsync(
            "shop-token",
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    person = "Lena Brandt",
                    page,
                    scopes = new[] { "ads_read" },
                }
            )
        );

        var refused = await World.RunToEndAsync(
            World.Succeeds(await World.AskRegisterAsync(found.Id, "shop-token", World.Adoption))
        );

        Assert.Equal(OperationState.Failed, refused.State);
        Assert.Contains("stops when that person leaves", refused.Outcome, StringComparison.Ordinal);
        Assert.Contains("Nothing was registered", refused.Outcome, StringComparison.Ordinal);
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.PersonalToken));
        Assert.Equal(("shop-token", (long?)null), (finding.ObjectKey, finding.TokenId));
        await using var db = World.OpenDatabase();
        Assert.False(await db.Tokens.AnyAsync(t => t.SecretName == "shop-token"), type);

        // It is over when a look finds another token there.
        await World.PlantAsync("shop-token", World.Meta.LiveTokens(Found).Single().Value);
        await World.DoneAsync(World.AskRegisterAsync(found.Id, "shop-token"));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.PersonalToken));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("dead", "that Meta calls invalid")]
    [Row("expired", "that Meta calls invalid")]
    [Row("other app", "a token of another app")]
    [Row("another system user", "a token of user1, another system user")]
    [Row("no token", "no token of Meta's")]
    [Row("spaces", "no token of Meta's")]
    public async Task What_is_no_live_token_of_it_is_not_registered_and_the_words_say_why(string what, string words)
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        await World.PlantAsync("some-secret", await ValueAsync(what));
        var mark = World.Mark();

        var refused = await World.RunToEndAsync(
            World.Succeeds(await World.AskRegisterAsync(found.Id, "some-secret", World.Adoption))
        );

        Assert.Equal(OperationState.Failed, refused.State);
        Assert.Contains(words, refused.Outcome, StringComparison.Ordinal);
        Assert.Contains("Nothing was registered", refused.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes(mark));
        if (what is "no token" or "spaces")
            Assert.DoesNotContain(
                World.Meta.Requests(mark),
                l => l.Path.EndsWith("/debug_token", StringComparison.Ordinal)
            );
        await using var db = World.OpenDatabase();
        Assert.False(await db.Tokens.AnyAsync(t => t.SecretName == "some-secret"));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_asks_and_goes_on_when_it_is()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);

        var asking = await World.RunToEndAsync(
            World.Succeeds(await World.AskRegisterAsync(found.Id, "not-there-yet", World.Adoption))
        );

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        await World.PlantAsync("not-there-yet", World.Meta.LiveTokens(Found).Single().Value);
        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.TryAgain);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
    }

    [Fact]
    public async Task A_version_that_is_named_is_the_one_that_is_read()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var version = World.Vault.Versions(Secret).Single().Version;
        await World.PlantAsync(Secret, "something-newer");

        var operation = await World.DoneAsync(World.AskRegisterAsync(found.Id, Secret, World.Adoption, version));

        Assert.Equal(version, (await World.TokenOfAsync(operation.Id)).SecretVersion);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("EAA_looks.like/a token", "never the token itself")]
    [Row("northwind-control-token", "this tool's own")]
    [Row("Northwind-App-Secret", "this tool's own")]
    [Row("anything-pending", "aren't proved yet")]
    [Row(" ", "is missing")]
    public async Task A_name_that_can_not_be_meant_is_refused(string name, string words)
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);

        var refused = await World.AskRegisterAsync(found.Id, name, World.Adoption);

        var problem = Assert.Single(refused.Problems);
        Assert.Equal("SecretName", problem.Field);
        Assert.Contains(words, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_role_and_a_foreign_portfolio_are_refused()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var contoso = await World.ConnectAsync("Contoso");

        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(
            Assert.Single((await World.AskRegisterAsync(found.Id, Secret, World.Adoption)).Problems)
        );
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(
            Assert.Single((await World.AskRegisterAsync(found.Id, Secret, World.Adoption)).Problems)
        );
    }

    [Fact]
    public async Task Another_token_of_the_system_user_that_this_tool_acts_through_is_registered_without_adoption()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using var db = World.OpenDatabase();
        var control = await db.Tokens.SingleAsync(t => t.PortfolioId == portfolio);
        var name = await db.SystemUsers.Where(s => s.Id == control.SystemUserId).Select(s => s.Name).SingleAsync();
        await World.PlantAsync(
            "old-control",
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    systemUser = name,
                    business = "Northwind Retail",
                }
            )
        );

        var operation = await World.DoneAsync(World.AskRegisterAsync(control.SystemUserId, "old-control"));

        Assert.Equal(control.SystemUserId, (await World.TokenOfAsync(operation.Id)).SystemUserId);
    }

    [Theory]
    [EachOnOneDatabase(nameof(Deaths))]
    [Trait("Id", "A01")]
    public async Task A_process_that_dies_registers_it_once(string step, bool afterEffect)
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var id = World.Succeeds(await World.AskRegisterAsync(found.Id, Secret, World.Adoption));
        await World.Worker.DieAtAsync(id, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Tokens.CountAsync(t => t.SystemUserId == found.Id));
        Assert.Equal(1, await db.TokenStateVersions.CountAsync(v => v.Token.SystemUserId == found.Id));
        await AuditProof.HoldsAsync(World);
    }

    private async Task<string> ValueAsync(string what)
    {
        object Of(string systemUser, string? app = null) =>
            new
            {
                @do = "makeToken",
                systemUser,
                app,
                scopes = new[] { "ads_read" },
            };
        switch (what)
        {
            case "dead":
            {
                var value = await World.MakeTokenAsync(Of(Found));
                await World.ChangeAsync(new { @do = "invalidateToken", token = value });
                return value;
            }
            case "expired":
            {
                var value = await World.MakeTokenAsync(Of(Found));
                await World.ChangeAsync(new { @do = "expireToken", token = value });
                return value;
            }
            case "other app":
            {
                var app = await World.ChangeAsync(
                    new
                    {
                        @do = "addApp",
                        business = "Northwind Retail",
                        name = "Another app",
                    }
                );
                return await World.MakeTokenAsync(Of(Found, app["id"]!.ToString()));
            }
            case "another system user":
                return await World.MakeTokenAsync(Of("user1"));
            case "spaces":
                return "not a token at all";
            default:
                return "Server=db;Password-is-hunter2";
        }
    }
}

public sealed class RegisterTokenOnSqlite() : RegisterTokenTests(DatabaseProvider.Sqlite);

public sealed class RegisterTokenOnPostgres() : RegisterTokenTests(DatabaseProvider.Postgres);
