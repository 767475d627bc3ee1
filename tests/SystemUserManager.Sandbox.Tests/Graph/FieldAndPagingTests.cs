using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class FieldAndPagingTests
{
    [Fact]
    public async Task Fields_nest_with_arguments()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync(
            $"{Northwind}?fields=name, owned_pages.limit(2) {{ id, name , assigned_users.business({Northwind}).limit(1){{id,name}} }},verification_status"
        );
        var pages = reply.Ok["owned_pages"]!;
        Assert.Equal(2, pages["data"]!.AsArray().Count);
        Assert.Single(pages["data"]![0]!["assigned_users"]!["data"]!.AsArray());
        Assert.NotNull(pages["paging"]!["next"]);
        Assert.Equal("verified", (string?)reply.Ok["verification_status"]);
    }

    [Theory]
    [InlineData("id,")]
    [InlineData("owned_pages{id")]
    [InlineData("owned_pages.limit(2")]
    [InlineData("owned_pages.limit{id}")]
    [InlineData("id}")]
    public async Task A_syntax_error_is_2500(string fields)
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}?fields={Uri.EscapeDataString(fields)}");
        Assert.Equal((400, 2500), (reply.Status, (int)reply.Error["code"]!));
    }

    [Fact]
    public async Task An_unknown_field_inside_an_empty_list_fails_the_whole_request()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{Northwind}?fields=client_pixels{{nonsense}}")).Refused(
            400,
            100,
            "(#100) Tried accessing nonexisting field (nonsense) on node type (AdsPixel)"
        );
    }

    [Fact]
    public async Task An_unknown_edge_segment_or_act_is_refused()
    {
        await using var graph = await StartAsync();
        (await graph.PostAsync($"{Northwind}/nonsense", new { })).Refused(
            400,
            2500,
            "Unknown path components: /nonsense"
        );
        (await graph.GetAsync($"{Northwind}/system_users/more")).Refused(400, 2500, "Unknown path components: /more");
    }

    [Fact]
    public async Task A_page_has_twenty_five_and_at_most_a_hundred()
    {
        await using var graph = await StartAsync();
        await MakeWorldAsync(graph, assets: 240);
        var business = "1200000000001001";
        Assert.Equal(25, (await graph.GetAsync($"{business}/owned_ad_accounts")).Data.Count);
        Assert.Equal(100, (await graph.GetAsync($"{business}/owned_ad_accounts?limit=5000")).Data.Count);
        var nested = await graph.GetAsync($"{business}?fields=owned_ad_accounts.limit(5000){{id}}");
        Assert.Equal(100, nested.Ok["owned_ad_accounts"]!["data"]!.AsArray().Count);
        nested = await graph.GetAsync($"{business}?fields=owned_ad_accounts{{id}}");
        Assert.Equal(25, nested.Ok["owned_ad_accounts"]!["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task Cursors_walk_forth_and_back_over_every_item_once()
    {
        await using var graph = await StartAsync();
        var all = (await graph.GetAsync($"{Northwind}/owned_ad_accounts?limit=100")).Ids;
        var seen = new List<string>();
        var path = $"{Northwind}/owned_ad_accounts?limit=5";
        JsonNode paging;
        do
        {
            var reply = await graph.GetAsync(path);
            seen.AddRange(reply.Ids);
            paging = reply.Ok["paging"]!;
            path =
                $"{Northwind}/owned_ad_accounts?limit=5&after={Uri.EscapeDataString((string)paging["cursors"]!["after"]!)}";
        } while (paging["next"] is not null);
        Assert.Equal(all, seen);
        var back = await graph.GetAsync(
            $"{Northwind}/owned_ad_accounts?limit=5&before={Uri.EscapeDataString((string)paging["cursors"]!["before"]!)}"
        );
        Assert.Equal(all[5..10], back.Ids);
        Assert.NotNull(back.Ok["paging"]!["previous"]);
    }

    [Fact]
    public async Task Next_is_a_whole_address_with_the_token_in_it()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}/owned_pages?limit=5&fields=id,name&summary=total_count");
        var next = (string)reply.Ok["paging"]!["next"]!;
        Assert.StartsWith($"{graph.Host.GraphAddress}v26.0/{Northwind}/owned_pages?", next);
        Assert.Contains($"access_token={graph.ControlToken}", next);
        var followed = await graph.SendAsync(HttpMethod.Get, new Uri(next).PathAndQuery, null, null);
        Assert.Equal(3, followed.Data.Count);
        Assert.Equal(8, (int)followed.Ok["summary"]!["total_count"]!);
    }

    [Fact]
    public async Task Nested_next_goes_on_where_the_nested_list_stopped()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}?fields=owned_pages.limit(5){{id,name}}");
        var next = new Uri((string)reply.Ok["owned_pages"]!["paging"]!["next"]!);
        var followed = await graph.SendAsync(HttpMethod.Get, next.PathAndQuery, null, null);
        Assert.Equal(3, followed.Names.Length);
    }

    [Fact]
    public async Task A_cursor_holds_when_rows_go_meanwhile()
    {
        await using var graph = await StartAsync();
        var first = await graph.GetAsync($"{Northwind}/owned_ad_accounts?limit=5");
        var cursor = Uri.EscapeDataString((string)first.Ok["paging"]!["cursors"]!["after"]!);
        var expected = (await graph.GetAsync($"{Northwind}/owned_ad_accounts?limit=5&after={cursor}")).Ids;
        await graph.ChangeAsync(new { @do = "removeAsset", asset = first.Ids[0] });
        Assert.Equal(expected, (await graph.GetAsync($"{Northwind}/owned_ad_accounts?limit=5&after={cursor}")).Ids);
        await graph.ChangeAsync(new { @do = "removeAsset", asset = first.Ids[4] });
        Assert.Contains(
            expected[1],
            (await graph.GetAsync($"{Northwind}/owned_ad_accounts?limit=5&after={cursor}")).Ids
        );
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused()
    {
        await using var graph = await StartAsync();
        Assert.Equal(400, (await graph.GetAsync($"{Northwind}/owned_pages?after=nonsense")).Status);
        Assert.Equal(400, (await graph.GetAsync($"{Northwind}/owned_pages?limit=many")).Status);
    }

    [Fact]
    public async Task Pages_can_be_short_or_empty_and_still_have_a_next()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("shortPages", true);
        var seen = new List<string>();
        var after = "";
        for (var n = 0; n < 20; n++)
        {
            var reply = await graph.GetAsync($"{Northwind}/owned_pages?limit=6{after}");
            if (n == 0)
                Assert.Empty(reply.Data);
            seen.AddRange(reply.Ids);
            if (reply.Ok["paging"]!["next"] is null)
                break;
            after = "&after=" + Uri.EscapeDataString((string)reply.Ok["paging"]!["cursors"]!["after"]!);
        }
        Assert.Equal(8, seen.Distinct().Count());
        Assert.Equal(8, seen.Count);
    }

    internal static async Task MakeWorldAsync(GraphFixture graph, int assets = 100, int portfolios = 1)
    {
        _ = (
            await graph.ControlAsync(
                HttpMethod.Post,
                "world",
                new
                {
                    seed = 1,
                    portfolios,
                    systemUsers = 3,
                    assets,
                    grantsPerSystemUser = 20,
                }
            )
        ).Ok;
        graph.UseWorld("1200000000001001", "1300000000001001");
    }
}
