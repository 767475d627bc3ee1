using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Audit;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Fixture;

/// <content>Asking for work and having it done.</content>
public sealed partial class World
{
    private const int MostRounds = 100;

    public static ActRequest Act(string reason = "Wanted by the campaign team") => new(Guid.NewGuid(), reason, "CHG-7");

    /// <summary>The form for one of the demo world's two businesses, filled in rightly.</summary>
    public ConnectPortfolioRequest ConnectForm(string business)
    {
        var found = Meta.Business(business);
        // Of a generated world the secrets are numbered.
        var prefix = business.Split(' ') is [_, "Trading", var number]
            ? $"world-{number}"
            : business.ToLowerInvariant();
        return new ConnectPortfolioRequest
        {
            Act = Act("First look"),
            BusinessId = found.Id,
            AppId = found.ClaimedApps[0],
            ControlTokenSecret = $"{prefix}-control-token",
            AppSecretSecret = $"{prefix}-app-secret",
            Tier = found.Tier == "full" ? AccessTier.Full : AccessTier.Limited,
            Mode = PortfolioMode.ObserveAndAct,
        };
    }

    /// <summary>
    /// Connected, and it may act; its id. Where nothing was done in this world before, its database is a copy of one in
    /// which it was connected.
    /// </summary>
    public async Task<long> ConnectAsync(string business)
    {
        if (!IsUntouched)
            return await ConnectAnewAsync(business);
        var connected = await ConnectedDatabase.OfAsync(_provider, business);
        Restore(await connected.CopyAsync());
        _account = connected.Administrator;
        Clock.Advance(connected.At - Clock.GetUtcNow());
        await WriteValuesOfThisWorldAsync(business);
        return connected.PortfolioId;
    }

    /// <summary>Of the control token, whose value and version in the vault each world makes by chance.</summary>
    private async Task WriteValuesOfThisWorldAsync(string business)
    {
        await using var db = OpenDatabase();
        var control = await db.Tokens.AsNoTracking().SingleAsync();
        var version = Vault.Enabled(control.SecretName).Single();
        var admin = Meta.SystemUsersOf(business).Single(s => s.Role == "ADMIN");
        var value = Meta.Read(state => state.Tokens.Of(admin.Id).Single(state.Tokens.IsLive)).Value;
        await db.Tokens.ExecuteUpdateAsync(set =>
            set.SetProperty(t => t.SecretVersion, version.Version)
                .SetProperty(t => t.ValueSha256, VaultView.Sha256(value))
        );
    }

    /// <summary>Connects it as the product does, and returns its id; it may act.</summary>
    public async Task<long> ConnectAnewAsync(string business)
    {
        var id = Succeeds(await AsksAsync((ConnectPortfolio act) => act.AskAsync(ConnectForm(business), default)));
        var operation = await RunToEndAsync(id);
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        return operation.PortfolioId!.Value;
    }

    /// <summary>A form that is right: no assets, a 60-day token for ads_read.</summary>
    public static CreateSystemUserRequest CreateForm(long portfolioId, string name, params AskedGrant[] grants) =>
        new()
        {
            Act = Act(),
            PortfolioId = portfolioId,
            Name = name,
            Tool = "Looker",
            RunsAt = "reporting.example.com",
            Contact = "bi@example.com",
            Delivery = TokenDelivery.ReadsVault,
            Purpose = "Pulls daily figures",
            Environment = IntegrationEnvironment.Production,
            Owner = new TypedPerson("Ines Roth", "ines.roth@example.com", IsTeam: false),
            Grants = grants,
            Scopes = ["ads_read"],
            Lifetime = TokenLifetime.SixtyDays,
        };

    /// <summary>By the asset's name, tasks by Meta's names.</summary>
    public async Task<AskedGrant> GrantOnAsync(string asset, params string[] tasks)
    {
        await using var db = OpenDatabase();
        return new AskedGrant(await db.Assets.Where(a => a.Name == asset).Select(a => a.Id).SingleAsync(), tasks);
    }

    public Task<Result<long>> AskCreateAsync(CreateSystemUserRequest form) =>
        AsksAsync((CreateSystemUser act) => act.AskAsync(form, default));

    /// <summary>Asks for it and has it made; returns the finished operation.</summary>
    public async Task<Operation> CreateAsync(CreateSystemUserRequest form)
    {
        var operation = await RunToEndAsync(Succeeds(await AskCreateAsync(form)));
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        return operation;
    }

    public Task<Result<long>> AskRevokeAsync(long tokenId) =>
        AsksAsync((RevokeToken act) => act.AskAsync(new RevokeTokenRequest(Act("Leaver"), tokenId), default));

    public Task<Result<long>> AskRevokeAllAsync(long systemUserId) =>
        AsksAsync(
            (RevokeAllTokens act) => act.AskAsync(new RevokeAllTokensRequest(Act("Leaver"), systemUserId), default)
        );

    /// <summary>To one that reaches nothing yet.</summary>
    public Task<Result<long>> AskAddAccessAsync(long systemUserId, params AskedGrant[] wanted) =>
        AsksAsync(
            (ChangeAccess act) =>
                act.AskAsync(
                    new ChangeAccessRequest
                    {
                        Act = Act(),
                        SystemUserId = systemUserId,
                        Wanted = wanted,
                        Saw = [],
                        Adoption = Adoption,
                    },
                    default
                )
        );

    public Task<Result<long>> AskReadAsync(long portfolioId) =>
        AsksAsync(
            (ReadPortfolio act) => act.AskAsync(new ReadPortfolioRequest(Act("Fresh figures"), portfolioId), default)
        );

    public Task<Result<long>> AskReplaceAsync(long portfolioId, string secret) =>
        AsksAsync(
            (ReplaceControlToken act) =>
                act.AskAsync(new ReplaceControlTokenRequest(Act("A new one"), portfolioId, secret), default)
        );

    public Task<Result<long>> DecideAsync(long operationId, OperationChoice choice) =>
        AsksAsync(
            (DecideOperation act) =>
                act.RunAsync(new DecideOperationRequest(Act("Decided"), operationId, choice), default)
        );

    /// <summary>Decides, and runs what it leads to until it ends or needs a person again.</summary>
    public async Task<Operation> DecideAndRunAsync(long operationId, OperationChoice choice) =>
        await RunToEndAsync(Succeeds(await DecideAsync(operationId, choice)));

    public Task SetModeAsync(long portfolioId, PortfolioMode mode) =>
        AsksAsync((ChangeMode act) => act.RunAsync(new ChangeModeRequest(Act("Mode"), portfolioId, mode), default));

    /// <summary>What the worker does every few minutes: today's anchor, if there is none.</summary>
    public async Task AnchorAsync()
    {
        await using var scope = Worker.Scopes.CreateSystemScope();
        await scope.ServiceProvider.GetRequiredService<AnchorAuditLog>().RunAsync(default);
    }

    /// <summary>As the worker does it for an operation.</summary>
    public async Task<AuditVerification> VerifyAsync()
    {
        await using var scope = Worker.Scopes.CreateSystemScope();
        return await scope.ServiceProvider.GetRequiredService<VerifyAuditLog>().RunAsync(default);
    }

    /// <summary>One pass of looking after our own promises, and what it asked for done.</summary>
    public async Task ReconcileAsync()
    {
        await Worker.Get<Reconciler>().RunAsync(default);
        foreach (var id in await FindDueAsync())
            await Worker.RunAsync(id);
    }

    public async Task<IReadOnlyList<Finding>> OpenFindingsAsync(FindingKind kind)
    {
        await using var db = OpenDatabase();
        return await db
            .Findings.AsNoTracking()
            .Where(f => f.Kind == kind && f.ResolvedAt == null)
            .OrderBy(f => f.Id)
            .ToListAsync();
    }

    /// <summary>As far as it goes now: it waits, needs a person, or is final.</summary>
    public async Task<Operation> RunAsync(long operationId)
    {
        await Worker.RunAsync(operationId);
        return await OperationAsync(operationId);
    }

    /// <summary>
    /// Until it is final or needs a person: whenever it waits, or a dead process still holds it, the clock is moved to
    /// the moment at which the sweep finds it again.
    /// </summary>
    public async Task<Operation> RunToEndAsync(long operationId)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var operation = await OperationAsync(operationId);
            if (operation.IsFinal || operation.State == OperationState.NeedsAttention)
                return operation;
            MoveTo(operation.State == OperationState.Running ? operation.LeaseUntil : operation.WaitsUntil);
            Assert.Contains(operationId, await FindDueAsync());
            await Worker.RunAsync(operationId);
        }

        throw new InvalidOperationException(
            $"Operation {operationId} came to no end: {(await OperationAsync(operationId)).Outcome}"
        );
    }

    public async Task<Operation> OperationAsync(long operationId)
    {
        await using var db = OpenDatabase();
        return await db.Operations.AsNoTracking().Include(o => o.Steps).SingleAsync(o => o.Id == operationId);
    }

    public async Task<Token> TokenOfAsync(long operationId)
    {
        await using var db = OpenDatabase();
        return await db.Tokens.AsNoTracking().SingleAsync(t => t.IssueOperationId == operationId);
    }

    public async Task<SystemUser> SystemUserAsync(string name)
    {
        await using var db = OpenDatabase();
        return await db.SystemUsers.AsNoTracking().SingleAsync(s => s.Name == name);
    }

    public static T Succeeds<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, string.Join(' ', result.Problems.Select(p => p.Sentence)));
        return result.Value;
    }

    internal async Task<List<long>> FindDueAsync()
    {
        await using var scope = Worker.Scopes.CreateSystemScope();
        return await scope.ServiceProvider.GetRequiredService<OperationSweep>().FindDueAsync(default);
    }

    private void MoveTo(DateTimeOffset? time)
    {
        if (time is { } until && until >= Clock.GetUtcNow())
            Clock.SetUtcNow(until + TimeSpan.FromMilliseconds(1));
    }
}
