using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Diagnostics;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>
/// What the SDK does when the vault or the way to it fails. The product is built on these: a newer SDK that behaves
/// otherwise must be noticed here.
/// </summary>
public sealed class SdkUnderFaultsTests
{
    [Fact]
    public async Task A_set_whose_answer_is_lost_is_silently_done_twice()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("after"));

        KeyVaultSecret set = await client.SetSecretAsync("s", "v");

        Assert.Equal(2, vault.VersionsOf("s").Count);
        Assert.Equal(vault.VersionsOf("s")[^1].Version, set.Properties.Version);
    }

    [Fact]
    public async Task Without_retries_a_lost_answer_is_status_0_and_one_version()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options => options.Retry.MaxRetries = 0);
        vault.Host.Faults.Add(Put("after"));

        var unknown = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "v"));

        Assert.Equal(0, unknown.Status);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task The_attempt_is_found_again_by_its_tag_after_a_lost_answer()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options => options.Retry.MaxRetries = 0);
        vault.Host.Vault.Plant("s", "older");
        vault.Host.Faults.Add(Put("after"));
        var secret = new KeyVaultSecret("s", "v");
        secret.Properties.Tags["attempt"] = "7";

        await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync(secret));
        var ours = await client
            .GetPropertiesOfSecretVersionsAsync("s")
            .SingleAsync(version => version.Tags.TryGetValue("attempt", out var attempt) && attempt == "7");

        Assert.Equal(vault.VersionsOf("s")[^1].Version, ours.Version);
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("before") with { Status = 429, RetryAfter = Json(1), Times = 2 });
        var started = TimeProvider.System.GetTimestamp();

        await client.SetSecretAsync("s", "v");

        // A lower bound alone: a slow machine can only make it longer. Timers may fire a little early.
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1.8));
        Assert.Equal(3, vault.Requests.Count);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_long_Retry_After_is_waited_for_until_the_caller_cancels()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("before") with { Status = 429, RetryAfter = Json(600) });
        using var cancel = new CancellationTokenSource();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        vault.OnAnswer = (_, _) =>
        {
            answered.TrySetResult();
            return Task.CompletedTask;
        };

        var set = client.SetSecretAsync("s", "v", cancel.Token);
        await answered.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => set);
        Assert.Single(vault.Requests);
        Assert.Empty(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_503_for_ever_is_four_attempts()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("before") with { Status = 503, Times = null });

        var failed = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "v"));

        Assert.Equal(503, failed.Status);
        Assert.Equal(4, vault.Requests.Count);
    }

    [Fact]
    public async Task A_408_is_tried_again()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("before") with { Status = 408 });

        await client.SetSecretAsync("s", "v");

        Assert.Equal(2, vault.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task What_the_caller_did_wrong_is_not_tried_again(int status)
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.Host.Faults.Add(Put("before") with { Status = status, Times = null, Code = Json("Forced") });

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => client.SetSecretAsync("s", "v"));

        Assert.Equal((status, "Forced"), (refused.Status, refused.ErrorCode));
        Assert.Single(vault.Requests);
    }

    [Fact]
    public async Task A_vault_that_hangs_ends_in_an_AggregateException_after_the_retries()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options =>
        {
            options.Retry.MaxRetries = 1;
            options.AddPolicy(new SoonTiredOfPuts(), HttpPipelinePosition.PerCall);
        });
        vault.Host.Faults.Add(Put("hang") with { Times = null });

        var failed = await Assert.ThrowsAsync<AggregateException>(() => client.SetSecretAsync("s", "v"));

        Assert.StartsWith("Retry failed after 2 tries.", failed.Message);
        Assert.Equal(2, vault.Requests.Count);
    }

    [Fact]
    public async Task A_vault_that_hangs_ends_in_a_TaskCanceledException_without_retries()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options =>
        {
            options.Retry.MaxRetries = 0;
            options.AddPolicy(new SoonTiredOfPuts(), HttpPipelinePosition.PerCall);
        });
        vault.Host.Faults.Add(Put("hang"));

        await Assert.ThrowsAsync<TaskCanceledException>(() => client.SetSecretAsync("s", "v"));

        Assert.Empty(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_set_whose_connection_is_cut_in_the_answer_has_happened()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options => options.Retry.MaxRetries = 0);
        vault.Host.Faults.Add(Put("cut"));

        // Which exception depends on how much of the answer the network still delivered.
        await Assert.ThrowsAnyAsync<Exception>(() => client.SetSecretAsync("s", "v"));

        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_set_whose_answer_is_half_a_JSON_is_not_tried_again_and_has_happened()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        vault.OnAnswer = async (_, answer) =>
        {
            var whole = await answer.Content.ReadAsByteArrayAsync();
            answer.Content = new ByteArrayContent(whole, 0, whole.Length / 2);
        };

        await Assert.ThrowsAnyAsync<JsonException>(() => client.SetSecretAsync("s", "v"));

        Assert.Single(vault.Requests);
        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_connection_lost_in_the_body_is_a_bare_IOException_without_retries()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync(options => options.Retry.MaxRetries = 0);
        LoseTheNextBody(vault);

        // No RequestFailedException: who catches that one alone doesn't notice that the outcome is unknown.
        await Assert.ThrowsAsync<IOException>(() => client.SetSecretAsync("s", "v"));

        Assert.Single(vault.VersionsOf("s"));
    }

    [Fact]
    public async Task A_connection_lost_in_the_body_is_a_second_version_with_retries()
    {
        await using var vault = await VaultFixture.StartAsync();
        var client = await vault.ReadyClientAsync();
        LoseTheNextBody(vault);

        await client.SetSecretAsync("s", "v");

        Assert.Equal(2, vault.VersionsOf("s").Count);
    }

    [Fact]
    public async Task Verbose_logs_name_the_secret_and_show_neither_value_nor_bearer()
    {
        var (lines, bearer) = await LogAsync("logged-name", "a-value-no-log-may-show", isContentLogged: false);

        Assert.Contains(lines, line => line.Contains("logged-name", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("a-value-no-log-may-show", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(bearer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_logging_writes_the_value_and_so_must_stay_off()
    {
        var (lines, _) = await LogAsync("other-name", "a-value-that-is-leaked", isContentLogged: true);

        Assert.Contains(lines, line => line.Contains("a-value-that-is-leaked", StringComparison.Ordinal));
        Assert.False(new SecretClientOptions().Diagnostics.IsLoggingContentEnabled);
    }

    /// <summary>What the SDK logs at its most verbose for a set and a get, and the bearer that it sent.</summary>
    private static async Task<(IReadOnlyCollection<string> Lines, string Bearer)> LogAsync(
        string name,
        string value,
        bool isContentLogged
    )
    {
        await using var vault = await VaultFixture.StartAsync();
        var lines = new ConcurrentQueue<string>();
        using (new AzureEventSourceListener((_, line) => lines.Enqueue(line), EventLevel.Verbose))
        {
            var client = vault.Client(options => options.Diagnostics.IsLoggingContentEnabled = isContentLogged);
            await client.SetSecretAsync(name, value);
            await client.GetSecretAsync(name);
        }
        return (lines, vault.Requests.Select(sent => sent.Bearer).Last(bearer => bearer is not null)!);
    }

    private static void LoseTheNextBody(VaultFixture vault) =>
        vault.OnAnswer = (_, answer) =>
        {
            vault.OnAnswer = null;
            answer.Content = new StreamContent(new LostConnection());
            return Task.CompletedTask;
        };

    private static Fault Put(string mode) =>
        new()
        {
            Server = "vault",
            Method = "PUT",
            Path = "/secrets/",
            Mode = mode,
            Times = 1,
        };

    /// <summary>The network's time is short for the call that hangs; the first one, with its handshake, has all it needs.</summary>
    private sealed class SoonTiredOfPuts : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Method == RequestMethod.Put)
                message.NetworkTimeout = TimeSpan.FromMilliseconds(200);
        }
    }

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
