using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task Health_tells_where_everything_is()
    {
        await using var graph = await StartAsync();
        var health = (await graph.ControlAsync(HttpMethod.Get, "health")).Ok;
        Assert.Equal("SystemUserManager.Sandbox", (string?)health["name"]);
        Assert.Equal(graph.Host.GraphAddress.Port, (int)health["graphPort"]!);
        Assert.Equal(graph.Host.VaultAddress.Port, (int)health["vaultPort"]!);
        Assert.Equal(graph.Host.VaultCertificateThumbprint, (string?)health["vaultCertificateSha256"]);
        Assert.Equal(Environment.ProcessId, (int)health["pid"]!);
    }

    [Fact]
    public async Task Tokens_are_one_array_with_values_and_app_secrets()
    {
        await using var graph = await StartAsync();
        var tokens = (await graph.ControlAsync(HttpMethod.Get, "tokens")).Ok.AsArray();
        foreach (var token in tokens)
            Assert.Equal(
                ["value", "sha256", "type", "appId", "userId", "businessId", "scopes", "expiresAt", "revokedAt"],
                token!.AsObject().Select(field => field.Key)
            );
        Assert.Contains(graph.ControlToken, tokens.Select(token => (string?)token!["value"]));
        var secret = tokens.Single(token => (string?)token!["value"] == graph.Secret)!;
        Assert.Equal("APP_SECRET", (string?)secret["type"]);
        Assert.Null(secret["scopes"]);
    }

    [Fact]
    public async Task State_is_everything_without_a_value()
    {
        await using var graph = await StartAsync();
        var reply = await graph.ControlAsync(HttpMethod.Get, "state");
        _ = reply.Ok;
        foreach (var token in (await graph.ControlAsync(HttpMethod.Get, "tokens")).Json.AsArray())
        {
            Assert.DoesNotContain((string)token!["value"]!, reply.Text);
            Assert.Contains((string)token["sha256"]!, reply.Text);
        }
        Assert.Equal(8, reply.Ok["systemUsers"]!.AsArray().Count + 1);
        Assert.NotEmpty(reply.Ok["vault"]!["secrets"]!.AsArray());
    }

    [Fact]
    public async Task The_log_has_names_of_parameters_and_never_values()
    {
        await using var graph = await StartAsync();
        await graph.GetAsync($"{Northwind}/system_users?fields=id&limit=7");
        await graph.SendAsync(HttpMethod.Get, $"me?access_token={graph.ControlToken}", null, null);
        await graph.GetAsync("nonsense");
        var lines = await graph.LogAsync();
        Assert.Equal(3, lines.Count);
        Assert.Equal(
            ["n", "server", "batch", "time", "method", "path", "query", "token", "status", "milliseconds", "fault"],
            lines[0].Select(field => field.Key)
        );
        Assert.Equal("""["fields","limit"]""", lines[0]["query"]!.ToJsonString());
        Assert.Equal((200, "header"), ((int)lines[0]["status"]!, (string?)lines[0]["token"]));
        Assert.Equal("query", (string?)lines[1]["token"]);
        Assert.Equal(400, (int)lines[2]["status"]!);
        Assert.DoesNotContain(
            graph.ControlToken,
            new JsonArray([.. lines.Select(line => line.DeepClone())]).ToJsonString()
        );
        Assert.Equal([3L], (await graph.LogAsync(after: 2)).Select(line => (long)line["n"]!));
    }

    [Fact]
    public async Task Asking_to_stop_is_heard()
    {
        await using var graph = await StartAsync();
        Assert.False(graph.Host.StopAsked.IsCompleted);
        _ = (await graph.ControlAsync(HttpMethod.Post, "stop")).Ok;
        await graph.Host.StopAsked;
    }
}
