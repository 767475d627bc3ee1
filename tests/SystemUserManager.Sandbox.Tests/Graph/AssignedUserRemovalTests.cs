using System.Net.Http.Json;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>Removing somebody from an asset, and what can't be removed.</summary>
public sealed class AssignedUserRemovalTests
{
    [Theory]
    [InlineData(AdAccount)]
    [InlineData(Page)]
    [InlineData(Catalog)]
    [InlineData(Pixel)]
    [InlineData(WhatsApp)]
    [InlineData(Instagram)]
    public async Task Removing_takes_the_grant_away_and_again_is_success(string asset)
    {
        await using var graph = await StartAsync();
        var test = graph.IdOf("test");
        Assert.NotNull(await graph.TasksAsync(asset, test));
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                """{"success":true}""",
                (await graph.DeleteAsync($"{asset}/assigned_users?user={test}&business={Northwind}")).Text
            );
        Assert.Null(await graph.TasksAsync(asset, test));
    }

    [Fact]
    public async Task Removing_from_a_dataset_can_be_switched_to_refuse()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("pixelDelete", "refuse");
        var reply = await graph.DeleteAsync($"{Pixel}/assigned_users?user={graph.IdOf("test")}&business={Northwind}");
        Assert.Equal((400, 100, 33), (reply.Status, (int)reply.Error["code"]!, (int)reply.Error["error_subcode"]!));
        Assert.StartsWith($"Unsupported delete request. Object with ID '{Pixel}'", (string?)reply.Error["message"]);
        Assert.NotNull(await graph.TasksAsync(Pixel, graph.IdOf("test")));
    }

    [Fact]
    public async Task Removing_takes_the_user_in_the_body_too()
    {
        await using var graph = await StartAsync();
        var test = graph.IdOf("test");
        using var body = JsonContent.Create(new { user = test });
        var reply = await graph.SendAsync(HttpMethod.Delete, $"{AdAccount}/assigned_users", body, graph.ControlToken);
        Assert.Equal("""{"success":true}""", reply.Text);
        (await graph.DeleteAsync($"{AdAccount}/assigned_users")).Refused(
            400,
            100,
            "(#100) The parameter user is required"
        );
    }

    [Fact]
    public async Task What_comes_through_a_group_can_be_neither_lowered_nor_removed()
    {
        await using var graph = await StartAsync();
        var user1 = graph.IdOf("user1");
        var lower = new
        {
            user = user1,
            tasks = new[] { "ANALYZE" },
            business = Northwind,
        };
        const string text = "Invalid call to update account permissions";
        (await graph.PostAsync($"{AdAccount}/assigned_users", lower)).Refused(400, 2620, text);
        (await graph.DeleteAsync($"{AdAccount}/assigned_users?user={user1}&business={Northwind}")).Refused(
            400,
            2620,
            text
        );
        await graph.AssignAsync(AdAccount, user1, "MANAGE");
        Assert.Equal(
            ["DACH"],
            (await graph.GetAsync($"{user1}/assigned_business_asset_groups?contained_asset_id={AdAccount}")).Names
        );
    }
}
