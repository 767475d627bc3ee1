using SystemUserManager.Sandbox.State;
using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.State;

public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox").FullName;

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        string before;
        string thumbprint;
        await using (var graph = await StartAsync(_folder))
        {
            var (id, token) = await graph.CreateWithTokenAsync("ads_read");
            await graph.AssignAsync(AdAccount, id, "ADVERTISE");
            await graph.GetAsync(RevokeTests.Revoke(graph, token));
            await graph.SwitchAsync("pixelDelete", "refuse");
            await graph.ChangeAsync(new { @do = "advance", days = 3 });
            await graph.ChangeAsync(new { @do = "removeSystemUser", systemUser = "user1" });
            before = await StateAsync(graph);
            thumbprint = graph.Host.VaultCertificateThumbprint;
        }
        await using var again = await StartAsync(_folder);
        Assert.Equal(before, await StateAsync(again));
        Assert.Equal(thumbprint, again.Host.VaultCertificateThumbprint);
        Assert.Equal(Start.AddDays(3), again.Host.Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_was_answered_is_on_disk_before_the_end()
    {
        await using var graph = await StartAsync(_folder);
        await graph.CreateSystemUserAsync("written down");
        await graph.FaultAsync(
            new
            {
                server = "graph",
                mode = "after",
                method = "POST",
                times = 1,
            }
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => graph.CreateSystemUserAsync("answer lost"));
        // As a killed process would leave it: read beside the running one.
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        await using (
            var from = new FileStream(
                Path.Combine(_folder, "state.jsonl"),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite
            )
        )
        await using (var to = File.Create(Path.Combine(copy, "state.jsonl")))
            await from.CopyToAsync(to);
        await using var other = await StartAsync(copy);
        var names = (await other.GetAsync($"{Northwind}/system_users")).Names;
        Assert.Contains("written down", names);
        Assert.Contains("answer lost", names);
    }

    [Fact]
    public async Task A_torn_last_line_is_forgotten()
    {
        await using (var graph = await StartAsync(_folder))
            await graph.CreateSystemUserAsync("whole");
        await File.AppendAllTextAsync(Path.Combine(_folder, "state.jsonl"), """{"t":"systemUsers","k":"1","v":{"na""");
        await using (var graph = await StartAsync(_folder))
        {
            Assert.Contains("whole", (await graph.GetAsync($"{Northwind}/system_users")).Names);
            await graph.CreateSystemUserAsync("after the torn one");
        }
        await using var again = await StartAsync(_folder);
        Assert.Contains("after the torn one", (await again.GetAsync($"{Northwind}/system_users")).Names);
    }

    [Fact]
    public async Task A_world_is_made_only_where_there_is_none()
    {
        await using (var graph = await StartAsync(_folder, "Empty"))
            Assert.Empty(graph.Host.State.Businesses);
        await using var again = await StartAsync(_folder, "Demo");
        Assert.Empty(again.Host.State.Businesses);
    }

    [Fact]
    public async Task Two_sandboxes_never_share_a_folder()
    {
        await using var graph = await StartAsync(_folder);
        var refusal = await Assert.ThrowsAsync<SandboxRefusedException>(() => StartAsync(_folder));
        Assert.StartsWith(
            "The state in Sandbox:DataFolder can't be opened; is another sandbox using it?",
            refusal.Message
        );
    }

    [Fact]
    public async Task The_certificate_s_public_part_lies_beside_the_state()
    {
        await using var graph = await StartAsync(_folder);
        using var certificate =
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(
                Path.Combine(_folder, "vault.cer")
            );
        Assert.False(certificate.HasPrivateKey);
        Assert.Equal(
            graph.Host.VaultCertificateThumbprint,
            certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> StateAsync(GraphFixture graph) =>
        (await graph.ControlAsync(HttpMethod.Get, "state")).Text;
}
