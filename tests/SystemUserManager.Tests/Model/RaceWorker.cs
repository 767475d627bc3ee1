using System.Data.Common;
using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Model;

/// <summary>
/// A process that can be stopped before and after each of its steps, around each of its calls to Meta (with a token in
/// the hand, that is), and after each of its commits. It never stands inside a transaction, so nobody waits for it.
/// </summary>
internal sealed class RaceWorker
{
    private readonly RaceGate _gate = new();
    private readonly WorkerProcess _process;
    private Task _run = Task.CompletedTask;

    public RaceWorker(World world)
    {
        _process = world.StartProcess(
            with: services =>
            {
                services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(new Commits(_gate)));
                services.AddSingleton(p => GraphClient(p, world.Sandbox.GraphAddress));
            },
            // Standing around isn't Meta's silence.
            own: [("Meta:Timeout", "00:01:40")]
        );
        _process.Steps.Before = step => _gate.PassAsync($"before \"{step}\"");
        _process.Steps.After = step => _gate.PassAsync($"after \"{step}\"");
    }

    public bool IsDead { get; private set; }

    /// <summary>Runs an operation, and returns where it stands; null: it went as far as it goes now.</summary>
    /// <param name="places">How many places are passed before it stops.</param>
    /// <param name="kind">What the names of those end with that are counted.</param>
    public Task<string?> RunAsync(long operationId, int places, string kind = "")
    {
        var reached = _gate.StopAfter(places, kind);
        _run = Task.Run(() => _process.RunAsync(operationId));
        return StandsAsync(reached);
    }

    /// <summary>As far as it goes now.</summary>
    public Task RunAsync(long operationId) => _process.RunAsync(operationId);

    /// <summary>Goes on to another place.</summary>
    public Task<string?> GoOnAsync(int places) => StandsAsync(_gate.StopAfter(places));

    /// <summary>Goes on as far as it goes.</summary>
    public Task FinishAsync()
    {
        _gate.Open();
        return _run;
    }

    /// <summary>What it was about to do never happens.</summary>
    public void Die()
    {
        IsDead = true;
        _process.Die();
    }

    private async Task<string?> StandsAsync(Task<string> reached)
    {
        if (await Task.WhenAny(reached, _run) == reached)
            return await reached;
        _gate.Open();
        await _run;
        return null;
    }

    private MetaGraphClient GraphClient(IServiceProvider services, Uri address)
    {
        var options = services.GetRequiredService<IOptions<MetaGraphOptions>>().Value;
        options.BaseAddress = address;
        return new MetaGraphClient(
            new HttpClient(new Calls(_gate, MetaGraphClient.CreateHandler())),
            new HttpClient(new Calls(_gate, MetaGraphClient.CreateQueryOnlyHandler())),
            options,
            services.GetRequiredService<TimeProvider>()
        );
    }

    private sealed class Calls(RaceGate gate, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var call = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            await gate.PassAsync($"before {call}");
            var answer = await base.SendAsync(request, cancellationToken);
            await gate.PassAsync($"after {call}");
            return answer;
        }
    }

    private sealed class Commits(RaceGate gate)
        : IDbTransactionInterceptor,
            ISaveChangesInterceptor,
            IDbCommandInterceptor
    {
        public Task TransactionCommittedAsync(
            DbTransaction transaction,
            TransactionEndEventData eventData,
            CancellationToken cancellationToken = default
        ) => gate.PassAsync("after a commit");

        public async ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            if (eventData.Context!.Database.CurrentTransaction is null)
                await gate.PassAsync("after a save");
            return result;
        }

        public async ValueTask<int> NonQueryExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                eventData.CommandSource == CommandSource.ExecuteUpdate
                && eventData.Context!.Database.CurrentTransaction is null
            )
                await gate.PassAsync("after an update");
            return result;
        }
    }
}
