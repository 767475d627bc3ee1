using MetaGraph;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Quartz;
using SystemUserManager.Apps;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager;

/// <summary>
/// What only a worker has: the Graph client, the vault's clients, the worker's halves of the acts, the scheduler. In
/// role Web none of this is registered, so that no page can reach Meta, the vault or a token.
/// </summary>
public static class WorkerSetup
{
    // Of the scheduler itself.
    private static readonly TimeSpan LeastIdleWait = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddWorker(
        this IServiceCollection services,
        IConfiguration configuration,
        DatabaseOptions database
    )
    {
        services.AddOperations(configuration);
        services.AddHostedService<WorkerHeartbeat>();
        services.AddScheduler(
            configuration.GetSection(OperationOptions.Section).Get<OperationOptions>() ?? new(),
            database
        );
        return services;
    }

    /// <summary>Only the way to the audit log's anchors, for a command that does nothing else.</summary>
    public static IServiceCollection AddAnchors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyVaultOptions>().Bind(configuration.GetSection(KeyVaultOptions.Section));
        services.AddSingleton<VaultClients>();
        services.AddSingleton<AnchorVault>();
        return services;
    }

    /// <summary>Everything but the scheduler: tests run operations one by one.</summary>
    internal static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SyncOptions>().Bind(configuration.GetSection(SyncOptions.Section));
        services.AddOptions<OperationOptions>().Bind(configuration.GetSection(OperationOptions.Section));
        services.AddAnchors(configuration);
        services.AddOptions<MetaGraphOptions>().Bind(configuration.GetSection("Meta"));
        services.AddSingleton(CreateGraphClient);
        services.AddSingleton<OperationLeases>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<StepFailures>();
        services.AddSingleton<GraphLimits>();
        services.AddSingleton<VaultBreakers>();
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<AnswerNotes>();
        services.AddSingleton<StepHolds>();
        services.AddScoped<OperationSweep>();
        services.AddScoped<IOperationWork, ConnectPortfolioWork>();
        services.AddScoped<IOperationWork, ReadPortfolioWork>();
        services.AddScoped<IOperationWork, DisconnectPortfolioWork>();
        services.AddScoped<IOperationWork, CreateSystemUserWork>();
        services.AddScoped<IOperationWork, ChangeAccessWork>();
        services.AddScoped<IOperationWork, RenameSystemUserWork>();
        services.AddScoped<IOperationWork, IssueTokenWork>();
        services.AddScoped<IOperationWork, RegisterTokenWork>();
        services.AddScoped<IOperationWork, CheckSecretsWork>();
        services.AddScoped<IOperationWork, RevokeTokenWork>();
        services.AddScoped<IOperationWork, RevokeAllTokensWork>();
        services.AddScoped<IOperationWork, VerifyAuditWork>();
        services.AddScoped<IOperationWork, RenewControlTokenWork>();
        services.AddScoped<IOperationWork, ReplaceControlTokenWork>();
        services.AddScoped<IOperationWork, AddAppWork>();
        services.AddScoped<IOperationWork, EndPartnerWork>();
        services.AddScoped<IOperationWork, CheckTokenHealthWork>();
        services.AddScoped<CheckTokenHealth>();
        services.AddScoped<RenewControlToken>();
        services.AddScoped<AnchorAuditLog>();
        services.AddScoped<IOperationWork, TidyVaultWork>();
        services.AddScoped<TidyVault>();
        services.AddScoped<OwnPromises>();
        services.AddScoped<VaultLook>();
        services.AddSingleton<LookAfterOperation>();
        services.AddSingleton<ReadBackAfterStop>();
        services.AddSingleton<Reconciler>();
        services.AddScoped<ControlRights>();
        services.AddScoped<SecretReader>();
        services.AddScoped<AssignAssets>();
        services.AddScoped<GrantAnswers>();
        services.AddScoped<RemoveAssets>();
        services.AddScoped<ChangedAccessProof>();
        services.AddScoped<IssueTokenSteps>();
        services.AddScoped<GenerateToken>();
        services.AddScoped<StagingWrite>();
        services.AddScoped<TokenProof>();
        services.AddScoped<OrphanTokens>();
        services.AddScoped<UnheardGenerations>();
        services.AddScoped<DeathWatch>();
        services.AddScoped<InventoryReader>();
        services.AddScoped<LookAfterRead>();
        services.AddScoped<AppReader>();
        services.AddScoped<ControlTokenRecord>();
        services.AddScoped<ControlTokenInUse>();
        return services;
    }

    private static MetaGraphClient CreateGraphClient(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<MetaGraphOptions>>().Value;
        var configured = services.GetRequiredService<IConfiguration>()["Meta:BaseAddress"];
        if (configured is null && services.GetService<SandboxAddresses>() is { } sandbox)
            options.BaseAddress = sandbox.GraphAddress;
        // Made once for the life of the program; the handlers renew their connections by themselves.
        return new MetaGraphClient(
            new HttpClient(MetaGraphClient.CreateHandler()),
            new HttpClient(MetaGraphClient.CreateQueryOnlyHandler()),
            options,
            services.GetRequiredService<TimeProvider>()
        );
    }

    private static void AddScheduler(
        this IServiceCollection services,
        OperationOptions options,
        DatabaseOptions database
    )
    {
        services.AddQuartz(quartz =>
        {
            // One more for the sweep, and one for looking after promises.
            quartz.UseDefaultThreadPool(options.Parallel + 2);
            if (database.Provider == DatabaseProvider.Postgres)
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(database.ConnectionString);
                    store.UseClustering(cluster =>
                    {
                        cluster.CheckinInterval = options.CheckIn;
                        cluster.CheckinMisfireThreshold = options.CheckIn;
                    });
                    store.ProvisionSchema();
                });
            }
            else
            {
                quartz.UseInMemoryStore();
            }

            quartz.AddJob<OperationSweepJob>(job => job.WithIdentity(OperationSweepJob.Key).StoreDurably());
            quartz.AddJob<ReconcileJob>(job => job.WithIdentity(ReconcileJob.Key).StoreDurably());
            quartz.AddJob<AnchorAuditJob>(job => job.WithIdentity(AnchorAuditJob.Key).StoreDurably());
            Repeat(OperationSweepJob.Key, options.Sweep);
            Repeat(ReconcileJob.Key, options.Reconcile);
            // A start has more urgent work.
            Repeat(AnchorAuditJob.Key, AnchorAuditJob.Every, firstAfter: TimeSpan.FromMinutes(1));

            void Repeat(JobKey job, TimeSpan every, TimeSpan firstAfter = default) =>
                quartz.AddTrigger(trigger =>
                    trigger
                        .ForJob(job)
                        .WithIdentity(job.Name, job.Group)
                        .StartAt(TimeProvider.System.GetUtcNow() + firstAfter)
                        .WithSimpleSchedule(schedule => schedule.WithInterval(every).RepeatForever())
                );
        });
        // Otherwise a job never hears that the host stops, and can't hand its operation back.
        services.Configure<QuartzSchedulerOptions>(scheduler =>
        {
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
            // No worker hears of the jobs that another made, and looks by itself: half a minute later, were it not told.
            scheduler.IdleWaitTime = options.Sweep < LeastIdleWait ? LeastIdleWait : options.Sweep;
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
