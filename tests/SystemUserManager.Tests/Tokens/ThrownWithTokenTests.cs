using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

/// <summary>Whatever is thrown while a token is in the hand, even if it quotes it: the token is in no log and no row.</summary>
public abstract class ThrownWithTokenTests(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Name = "northwind ads reporting";
    private readonly LogLines _log = new();
    private ILoggerFactory _factory = null!;
    private World _world = null!;

    public static TheoryData<string> IssueSteps() => [.. IssueToken.TokenSteps.Except([IssueToken.ReserveInVault])];

    public static TheoryData<string> RevokeSteps() => [.. RevokeToken.Plan];

    public static TheoryData<string> RevokeAllSteps() => [.. RevokeAllTokens.Plan];

    /// <summary>Of every other kind that reads a token, or is given one.</summary>
    public static TheoryData<OperationKind, string> OtherSteps()
    {
        OperationKind[] kinds =
        [
            OperationKind.RegisterToken,
            OperationKind.CheckSecrets,
            OperationKind.ReplaceControlToken,
            OperationKind.RenewControlToken,
            OperationKind.ConnectPortfolio,
            OperationKind.AddApp,
            OperationKind.CheckTokenHealth,
        ];
        var steps = new TheoryData<OperationKind, string>();
        foreach (var kind in kinds)
        {
            foreach (var step in World.PlanOf(kind))
                steps.Add(kind, step);
        }

        return steps;
    }

    public static TheoryData<string, int> VaultTroubles() =>
        new()
        {
            { "before", 400 },
            { "before", 403 },
            { "before", 503 },
            { "after", 500 },
            { "cut", 500 },
            { "hang", 500 },
        };

    public static TheoryData<string, string, string, int> IssueRefusals() =>
        new()
        {
            { "graph", "GET", "/debug_token", 100 },
            { "graph", "GET", "/me", 190 },
            { "vault", "GET", "/secrets/meta-", 400 },
            { "vault", "PUT", "/secrets/meta-", 400 },
        };

    public static TheoryData<string, string, string, int> RevokeRefusals() =>
        new()
        {
            { "graph", "GET", "/oauth/revoke", 200 },
            { "graph", "GET", "/debug_token", 100 },
            { "vault", "GET", "/secrets/meta-", 400 },
            { "vault", "PATCH", "/secrets/meta-", 400 },
        };

    public async ValueTask InitializeAsync()
    {
        _factory = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            logging.AddProvider(_log);
        });
        _world = await World.StartAsync(provider, log: _factory);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _factory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(IssueSteps))]
    [Trait("Id", "E03")]
    public async Task Thrown_in_a_step_of_issuing(string step)
    {
        var id = await AskedAsync();
        ThrowAfter(step);

        await AssertUnexpectedAsync(id, step);
    }

    [Theory]
    [MemberData(nameof(RevokeSteps))]
    [Trait("Id", "E03")]
    public async Task Thrown_in_a_step_of_revoking(string step)
    {
        var id = World.Succeeds(await _world.AskRevokeAsync((await MadeAsync()).Id));
        ThrowAfter(step);

        await AssertUnexpectedAsync(id, step);
    }

    [Theory]
    [MemberData(nameof(RevokeAllSteps))]
    [Trait("Id", "E03")]
    public async Task Thrown_in_a_step_of_revoking_all(string step)
    {
        var id = World.Succeeds(await _world.AskRevokeAllAsync((await MadeAsync()).SystemUserId));
        ThrowAfter(step);

        await AssertUnexpectedAsync(id, step);
    }

    [Theory]
    [EachOnOneDatabase(nameof(OtherSteps))]
    [Trait("Id", "E03")]
    public async Task Thrown_in_a_step_of_anything_else_that_has_a_token(OperationKind kind, string step)
    {
        var id = await _world.AskForAsync(kind, Name);
        ThrowAfter(step);

        var asking = await _world.RunToEndAsync(id);

        Assert.True(asking.State == OperationState.NeedsAttention, asking.Outcome);
        Assert.Equal(StepState.Failed, asking.Steps.Single(s => s.Name == step).State);
        Assert.Contains(
            _log.All,
            line =>
                line.Contains(step, StringComparison.Ordinal)
                && line.Contains(nameof(InvalidOperationException), StringComparison.Ordinal)
        );
        await AssertNowhereAsync();
    }

    [Theory]
    [MemberData(nameof(VaultTroubles))]
    [Trait("Id", "E03")]
    public async Task Thrown_by_the_vault_that_was_to_take_it(string mode, int status)
    {
        var id = await AskedAsync();
        await _world.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        _world.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-", mode) with { Status = status });

        await _world.RunToEndAsync(id);

        await AssertNowhereAsync();
    }

    [Theory]
    [MemberData(nameof(IssueRefusals))]
    [Trait("Id", "E03")]
    public async Task Quoted_in_a_refusal_while_it_is_proved_or_published(
        string server,
        string method,
        string path,
        int code
    )
    {
        var id = await AskedAsync();
        await _world.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        _world.Fault(Quoting(server, method, path, code));

        var asking = await _world.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        await AssertNowhereAsync();
    }

    [Theory]
    [MemberData(nameof(RevokeRefusals))]
    [Trait("Id", "E03")]
    public async Task Quoted_in_a_refusal_while_it_is_revoked(string server, string method, string path, int code)
    {
        var id = World.Succeeds(await _world.AskRevokeAsync((await MadeAsync()).Id));
        _world.Fault(Quoting(server, method, path, code));

        var asking = await _world.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        await AssertNowhereAsync();
    }

    private string Canary => _world.Meta.EveryToken(Name)[^1].Value;

    /// <summary>Every token that Meta ever made, and the apps' secrets.</summary>
    private IReadOnlyList<string> Secrets =>
        _world.Meta.Read(state =>
            state.Tokens.All.Select(t => t.Value).Concat(state.Apps.Select(a => a.Secret)).ToList()
        );

    private async Task<long> AskedAsync() =>
        World.Succeeds(await _world.AskCreateAsync(World.CreateForm(await _world.ConnectAsync("Northwind"), Name)));

    private async Task<Token> MadeAsync()
    {
        var id = await AskedAsync();
        var made = await _world.RunToEndAsync(id);
        Assert.True(made.State == OperationState.Done, made.Outcome);
        return await _world.TokenOfAsync(id);
    }

    /// <summary>An exception that quotes all there are, wherever one can.</summary>
    private void ThrowAfter(string thrower) =>
        _world.Worker.Steps.After = step =>
        {
            if (step != thrower)
                return Task.CompletedTask;
            var all = string.Join(' ', Secrets);
            throw new InvalidOperationException(
                $"Can't use {all}",
                new HttpRequestException($"https://graph.facebook.com/debug_token?input_token={all}")
            )
            {
                Data = { ["token"] = all },
                HelpLink = all,
            };
        };

    private Sandbox.State.Fault Quoting(string server, string method, string path, int code) =>
        (
            server == "graph"
                ? Faults.Refused(method, path, code, times: null)
                : Faults.Down(server, method, path, status: code)
        ) with
        {
            Message = $"What is {Canary}?",
        };

    private async Task AssertUnexpectedAsync(long id, string step)
    {
        var asking = await _world.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Equal(StepState.Failed, asking.Steps.Single(s => s.Name == step).State);
        Assert.Contains(nameof(InvalidOperationException), asking.Outcome, StringComparison.Ordinal);
        Assert.Contains(_log.All, line => line.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
        await AssertNowhereAsync();
    }

    private async Task AssertNowhereAsync()
    {
        Assert.NotEmpty(_log.All);
        var secrets = Secrets;
        Assert.NotEmpty(secrets);
        bool Tells(string text) => secrets.Any(s => text.Contains(s, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, Tells);
        Assert.DoesNotContain(await Everything.InAsync(_world), Tells);
    }
}

public sealed class ThrownWithTokenOnSqlite() : ThrownWithTokenTests(DatabaseProvider.Sqlite);

public sealed class ThrownWithTokenOnPostgres() : ThrownWithTokenTests(DatabaseProvider.Postgres);
