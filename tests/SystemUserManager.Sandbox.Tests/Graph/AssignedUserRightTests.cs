using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>What assigning asks of the caller, and how far a grant reaches.</summary>
public sealed class AssignedUserRightTests
{
    [Fact]
    public async Task Assigning_asks_for_an_admin()
    {
        await using var graph = await StartAsync();
        var body = new
        {
            user = graph.IdOf("test"),
            tasks = new[] { "ANALYZE" },
            business = Northwind,
        };
        (
            await graph.PostAsync(
                $"{AdAccount}/assigned_users",
                body,
                graph.TokenOf("Product feed import (production)")
            )
        ).Refused(403, 200, "(#200) Permissions error");
    }

    [Theory]
    [InlineData(Catalog, "catalog_management")]
    [InlineData(Catalog, "ads_management")]
    [InlineData(WhatsApp, "whatsapp_business_management")]
    [InlineData(AdAccount, "business_management")]
    public async Task Each_kind_asks_for_its_scopes(string asset, string scope)
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = Northwind,
                scope,
            }
        );
        (await graph.GetAsync($"{asset}/assigned_users?business={Northwind}")).Refused(
            403,
            200,
            $"(#200) Requires {scope} permission to manage the object"
        );
    }

    [Theory]
    [InlineData($"{Page}/assigned_users?business={Northwind}")]
    [InlineData($"{Northwind}/owned_pages?fields=id,assigned_users.business({Northwind}){{id}}")]
    public async Task Pages_ask_for_pages_manage_metadata(string path)
    {
        await using var graph = await StartAsync();
        Assert.Equal(200, (await graph.GetAsync(path)).Status);
        await graph.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = Northwind,
                scope = "pages_manage_metadata",
            }
        );
        var reply = await graph.GetAsync(path);
        Assert.Equal((403, 10), (reply.Status, (int)reply.Error["code"]!));
    }

    [Fact]
    public async Task A_token_reaches_what_its_system_user_has()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        var missing = await graph.GetAsync($"{AdAccount}?fields=name", token);
        Assert.Equal((100, 33), ((int)missing.Error["code"]!, (int)missing.Error["error_subcode"]!));
        await graph.AssignAsync(AdAccount, id, "ANALYZE");
        Assert.Equal(200, (await graph.GetAsync($"{AdAccount}?fields=name", token)).Status);
        await graph.AssignAsync(Catalog, id, "MANAGE");
        (await graph.GetAsync(Catalog, token)).Refused(
            403,
            200,
            "(#200) Requires catalog_management permission to manage the object"
        );
    }

    [Fact]
    public async Task An_older_token_can_be_kept_from_newer_grants()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("grantsReachOnlyNewTokens", true);
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        await graph.ChangeAsync(new { @do = "advance", seconds = 1 });
        await graph.AssignAsync(AdAccount, id, "ANALYZE");
        Assert.Equal(400, (await graph.GetAsync(AdAccount, token)).Status);
        Assert.Equal(200, (await graph.GetAsync(AdAccount, await graph.GenerateAsync(id, "ads_read"))).Status);
    }

    [Fact]
    public async Task A_client_hands_on_no_more_than_was_shared()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        object Body(string task) =>
            new
            {
                user,
                tasks = new[] { task },
                business = Northwind,
            };
        (await graph.PostAsync("act_730000000900101/assigned_users", Body("MANAGE"))).Refused(
            400,
            100,
            "(#100) Param tasks[0] must be one of {ADVERTISE, ANALYZE, DRAFT}"
        );
        Assert.Equal(200, (await graph.PostAsync("act_730000000900101/assigned_users", Body("ADVERTISE"))).Status);
    }
}
