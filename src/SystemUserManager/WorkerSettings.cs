using MetaGraph;
using Microsoft.Extensions.Configuration;
using SystemUserManager.Configuration;
using SystemUserManager.Operations;
using SystemUserManager.Sync;
using SystemUserManager.Tokens;

namespace SystemUserManager;

/// <summary>Checks the settings that only a worker reads, before it is started: a wrong one must not wait for the first operation.</summary>
public static class WorkerSettings
{
    /// <exception cref="WrongSettingException">One doesn't fit; the message names its key.</exception>
    public static void Check(IConfiguration configuration, Settings settings, bool withSandbox, bool isDevelopment)
    {
        CheckOperations(settings);
        CheckKeyVault(settings, withSandbox, isDevelopment);
        CheckMeta(configuration);
    }

    private static void CheckOperations(Settings settings)
    {
        var usual = new OperationOptions();
        Duration("Lease", usual.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Duration("Sweep", usual.Sweep, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(1));
        Duration("Settle", usual.Settle, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Duration("Pause", usual.Pause, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(10));
        Duration("ThrottlePause", usual.ThrottlePause, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2));
        Duration("LongestWait", usual.LongestWait, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24));
        Duration("SlowPause", usual.SlowPause, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        // A worker that was silent for a minute counts as gone (WorkerQueries): one that is late twice isn't.
        Duration("Heartbeat", usual.Heartbeat, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(20));
        Duration("CheckIn", usual.CheckIn, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Duration("Reconcile", usual.Reconcile, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Duration("StuckRevokePause", usual.StuckRevokePause, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
        Duration("ReadEvery", usual.ReadEvery, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        settings.Flag("Sync:AskActivities", new SyncOptions().AskActivities);
        settings.Number("Operations:SlowAtPercent", usual.SlowAtPercent, 1, 100);
        settings.Number("Operations:StopAtPercent", usual.StopAtPercent, 1, 100);
        settings.Number("Operations:TriesBeforeAttention", usual.TriesBeforeAttention, 1, 100);
        settings.Number("Operations:Parallel", usual.Parallel, 1, 50);

        void Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) =>
            settings.Duration($"{OperationOptions.Section}:{key}", otherwise, least, most);
    }

    private static void CheckKeyVault(Settings settings, bool withSandbox, bool isDevelopment)
    {
        var usual = new KeyVaultOptions();
        var vault = settings.Address("KeyVault:VaultUri");
        if (vault is null && !withSandbox)
            throw new WrongSettingException("KeyVault:VaultUri is missing: set it to the https address of the vault.");
        if (vault is not null && vault.Scheme != Uri.UriSchemeHttps)
            throw new WrongSettingException($"KeyVault:VaultUri is \"{vault}\", but it must be an https address.");
        var credential = settings.OneOf("KeyVault:Credential", usual.Credential);
        if (credential == KeyVaultCredential.Default && !isDevelopment)
            throw new WrongSettingException(
                "KeyVault:Credential is Default, which is for Development alone: name ManagedIdentity, WorkloadIdentity or ClientSecret."
            );
        if (credential == KeyVaultCredential.ClientSecret)
        {
            foreach (var key in new[] { "TenantId", "ClientId", "ClientSecret" })
            {
                if (settings.Text($"KeyVault:{key}") is null)
                    throw new WrongSettingException(
                        $"KeyVault:{key} is missing, but KeyVault:Credential is ClientSecret."
                    );
            }
        }

        settings.Duration("KeyVault:Timeout", usual.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        settings.Duration(
            "KeyVault:RetryDelay",
            usual.RetryDelay,
            TimeSpan.FromSeconds(0.01),
            TimeSpan.FromSeconds(10)
        );
        settings.Duration("KeyVault:WriteBudget", usual.WriteBudget, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }

    private static void CheckMeta(IConfiguration configuration)
    {
        MetaGraphOptions options;
        try
        {
            options = configuration.GetSection("Meta").Get<MetaGraphOptions>() ?? new MetaGraphOptions();
        }
        catch (InvalidOperationException wrong)
        {
            throw new WrongSettingException($"A setting under Meta can't be read: {wrong.Message}", wrong);
        }

        if (options.Validate() is [var problem, ..])
            throw new WrongSettingException($"Meta:{problem}");
    }
}
