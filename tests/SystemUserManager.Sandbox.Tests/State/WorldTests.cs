using SystemUserManager.Sandbox.State;
using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.State;

public sealed class WorldTests
{
    [Fact]
    public async Task The_demo_vault_holds_the_five_secrets()
    {
        await using var graph = await StartAsync();
        Assert.Equal(
            [
                "ads-sync-token",
                "contoso-app-secret",
                "contoso-control-token",
                "northwind-app-secret",
                "northwind-control-token",
            ],
            graph.Host.Vault.ReadForState().Secrets.Select(secret => secret.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_found_system_user_has_ADVERTISE_on_two_ad_accounts_and_a_live_token()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{graph.IdOf("ads sync")}/assigned_ad_accounts");
        Assert.Equal(2, reply.Data.Count);
        Assert.All(
            reply.Data,
            account => Assert.Equal("""["DRAFT","ANALYZE","ADVERTISE"]""", account!["tasks"]!.ToJsonString())
        );
        Assert.True((bool)(await graph.DebugAsync(graph.TokenOf("ads sync")))["is_valid"]!);
    }

    [Fact]
    public async Task One_never_ending_token_reaches_everything_with_MANAGE()
    {
        await using var graph = await StartAsync();
        var test = graph.Host.State.Members.SystemUsersOf(Northwind).Find(user => user.Name is "test")!;
        Assert.Equal(32, graph.Host.State.Grants.Of(test.Id).Count);
        Assert.Equal(0, (long)(await graph.DebugAsync(graph.TokenOf("test")))["expires_at"]!);
    }

    [Fact]
    public async Task Control_tokens_are_an_admin_s_with_every_scope_that_is_needed()
    {
        await using var graph = await StartAsync();
        foreach (var business in new[] { Northwind, Contoso })
        {
            var user = graph.Host.State.Members.SystemUsersOf(business).Single(user => user.IsAdmin);
            Assert.NotNull(user.CreatedByName);
            var token = graph.Host.State.Tokens.Of(user.Id).Single();
            Assert.Equal(
                [
                    "ads_management",
                    "business_management",
                    "catalog_management",
                    "pages_manage_metadata",
                    "whatsapp_business_management",
                ],
                token.Scopes.Order(StringComparer.Ordinal)
            );
            Assert.Equal(business is Contoso, token.ExpiresAt is not null);
        }
    }

    [Fact]
    public async Task There_is_room_for_four_more_in_Northwind_and_for_one_in_Contoso()
    {
        await using var graph = await StartAsync();
        Assert.True(graph.Host.State.Members.SystemUsersOf(Northwind).Count(user => !user.IsAdmin) <= 6);
        Assert.DoesNotContain(graph.Host.State.Members.SystemUsersOf(Contoso), user => !user.IsAdmin);
    }

    [Fact]
    public async Task The_same_numbers_generate_the_same_world()
    {
        await using var one = await StartAsync(world: "Empty");
        await using var two = await StartAsync(world: "Empty");
        await FieldAndPagingTests.MakeWorldAsync(one, portfolios: 1);
        await FieldAndPagingTests.MakeWorldAsync(two, portfolios: 2);
        const string path =
            "1200000000001001/system_users?fields=id,name,assigned_ad_accounts{id,tasks},assigned_pages{id,tasks}";
        string Plain(GraphFixture graph, string text) =>
            text.Replace(graph.ControlToken, "").Replace(graph.Host.GraphAddress.Authority, "");
        Assert.Equal(Plain(one, (await one.GetAsync(path)).Text), Plain(two, (await two.GetAsync(path)).Text));
        Assert.Equal(2, two.Host.State.Businesses.Count());
        Assert.Equal(
            ["world-1-app-secret", "world-1-control-token", "world-2-app-secret", "world-2-control-token"],
            two.Host.Vault.ReadForState().Secrets.Select(secret => secret.Name).Order(StringComparer.Ordinal)
        );
        var user = two.Host.State.Members.SystemUsersOf("1200000000001002")[1];
        Assert.Equal(20, two.Host.State.Grants.Of(user.Id).Count);
    }

    [Fact]
    public async Task A_new_world_forgets_the_old_one_its_switches_and_its_clock()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("shortPages", true);
        await graph.ChangeAsync(new { @do = "advance", days = 1 });
        _ = (await graph.ControlAsync(HttpMethod.Post, "world", new { name = "Empty" })).Ok;
        Assert.Empty(graph.Host.State.Businesses);
        Assert.Empty(graph.Host.State.Tokens.All);
        Assert.Empty(graph.Host.Vault.ReadForState().Secrets);
        Assert.False(graph.Host.State.Switches.ShortPages);
        Assert.Equal(Start, graph.Host.Clock.GetUtcNow());
        Assert.Equal(401 - 1, (await graph.GetAsync("me", graph.ControlToken)).Status);
        _ = (await graph.ControlAsync(HttpMethod.Post, "world", new { name = "Demo" })).Ok;
        graph.UseWorld();
        Assert.Equal(6, (await graph.GetAsync($"{Northwind}/system_users")).Data.Count);
    }

    [Theory]
    [InlineData("""{"name":"Mars"}""", "name is 'Mars', but there are only Demo and Empty.")]
    [InlineData("""{"portfolios":1000}""", "portfolios lies between 0 and 999.")]
    [InlineData("""{"assets":10,"grantsPerSystemUser":11}""", "grantsPerSystemUser is above assets.")]
    public async Task A_world_that_makes_no_sense_is_refused_and_the_old_one_stays(string body, string sentence)
    {
        await using var graph = await StartAsync();
        using var content = new StringContent(body);
        var reply = await graph.SendAsync(HttpMethod.Post, "/_sandbox/world", content, null);
        Assert.Equal((400, sentence), (reply.Status, (string?)reply.Json["error"]));
        Assert.NotEmpty(graph.Host.State.Businesses);
    }

    [Fact]
    public async Task Every_kind_is_in_a_generated_world()
    {
        await using var graph = await StartAsync(world: "Empty");
        await FieldAndPagingTests.MakeWorldAsync(graph);
        foreach (var kind in Enum.GetValues<AssetKind>())
            Assert.NotEmpty(graph.Host.State.Assets.OwnedBy("1200000000001001", kind));
    }
}
