using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Control;

/// <summary>What somebody does behind the product's back to system users, tokens and the vault.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task Grants_are_added_raised_and_removed_by_name()
    {
        await using var graph = await StartAsync();
        var idle = graph.IdOf("Zapier old");
        const string asset = "Northwind DE Performance";
        await graph.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = "Zapier old",
                asset,
                tasks = new[] { "ANALYZE" },
            }
        );
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, idle));
        await graph.ChangeAsync(
            new
            {
                @do = "raiseGrant",
                systemUser = idle,
                asset,
                tasks = new[] { "MANAGE" },
            }
        );
        Assert.Equal(["DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"], await graph.TasksAsync(AdAccount, idle));
        await graph.ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = idle,
                asset = AdAccount,
            }
        );
        Assert.Null(await graph.TasksAsync(AdAccount, idle));
    }

    [Fact]
    public async Task System_users_come_are_renamed_raised_and_go()
    {
        await using var graph = await StartAsync();
        var made = await graph.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = "by hand",
            }
        );
        var id = (string)made.Ok["id"]!;
        await graph.ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = id,
                name = "renamed",
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "setRole",
                systemUser = id,
                role = "ADMIN",
            }
        );
        var list = await graph.GetAsync($"{Northwind}/system_users");
        Assert.Equal("ADMIN", (string?)list.Data.Single(user => (string?)user!["id"] == id)!["role"]);
        Assert.Contains("renamed", list.Names);
        await graph.ChangeAsync(new { @do = "makeToken", systemUser = id });
        var token = graph.TokenOf("renamed");
        await graph.ChangeAsync(new { @do = "removeSystemUser", systemUser = id });
        Assert.DoesNotContain("renamed", (await graph.GetAsync($"{Northwind}/system_users")).Names);
        Assert.Equal(190, (int)(await graph.GetAsync("me", token)).Error["code"]!);
    }

    [Fact]
    public async Task A_stray_can_be_made_in_the_control_user_s_name()
    {
        await using var graph = await StartAsync();
        var made = await graph.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = Northwind,
                name = "stray",
                createdBy = "System User Manager",
            }
        );
        var node = (await graph.GetAsync($"{(string)made.Ok["id"]!}?fields=created_by")).Ok;
        Assert.Equal(graph.IdOf("System User Manager"), (string?)node["created_by"]!["id"]);
    }

    [Fact]
    public async Task Somebody_else_s_token_is_made_and_invalidated()
    {
        await using var graph = await StartAsync();
        var made = await graph.ChangeAsync(
            new
            {
                @do = "makeToken",
                systemUser = "Zapier old",
                scopes = new[] { "ads_read" },
                expires = true,
            }
        );
        var token = (string)made.Ok["value"]!;
        Assert.Equal(200, (await graph.GetAsync("me", token)).Status);
        await graph.ChangeAsync(new { @do = "invalidateToken", token = (string)made.Ok["sha256"]! });
        Assert.Equal(460, (int)(await graph.GetAsync("me", token)).Error["error_subcode"]!);
    }

    [Fact]
    public async Task A_new_app_secret_makes_old_app_tokens_and_proofs_useless()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(new { @do = "resetAppSecret", business = Northwind });
        Assert.Equal(190, (int)(await graph.GetAsync("me", graph.AppToken)).Error["code"]!);
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
    }

    [Fact]
    public async Task The_vault_s_changes_are_passed_on()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                vault = new
                {
                    change = "plant",
                    secret = "by-hand",
                    value = "x",
                },
            }
        );
        Assert.Contains("by-hand", graph.Host.Vault.ReadForState().Secrets.Select(secret => secret.Name));
        var refused = await graph.ControlAsync(
            HttpMethod.Post,
            "change",
            new { vault = new { change = "nonsense", secret = "x" } }
        );
        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [InlineData("""{"do":"nonsense"}""", "There is no change 'nonsense'.")]
    [InlineData("""{"do":"setTier","business":"1"}""", "There is no business '1'.")]
    [InlineData("""{"do":"renameSystemUser","systemUser":"test"}""", "This change needs name.")]
    [InlineData("""{"switch":"nonsense","value":1}""", "There is no switch 'nonsense'.")]
    [InlineData("""{"switch":"callsPerHour","value":"x"}""", "Switch 'callsPerHour' doesn't take \"x\".")]
    [InlineData("""{"switch":"pixelDelete","value":"perhaps"}""", "pixelDelete is accept or refuse.")]
    [InlineData("[]", "")]
    public async Task A_change_that_makes_no_sense_is_refused_with_a_sentence(string body, string sentence)
    {
        await using var graph = await StartAsync();
        using var content = new StringContent(body);
        var reply = await graph.SendAsync(HttpMethod.Post, "/_sandbox/change", content, null);
        Assert.Equal(400, reply.Status);
        Assert.StartsWith(sentence, (string?)reply.Json["error"]);
    }
}
