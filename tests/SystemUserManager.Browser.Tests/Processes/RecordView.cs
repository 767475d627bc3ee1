using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>What stands in the app's database, read beside it.</summary>
public sealed class RecordView(DatabaseOptions options)
{
    public AppDb Open() => DatabaseSetup.CreateForTools(options);

    /// <summary>By its title; the newest of that title. null: nobody asked for it.</summary>
    public Task<Operation?> FindOperationAsync(string title) => FindOperationAsync(o => o.Title == title);

    /// <summary>null: there is none of this kind.</summary>
    public Task<Operation?> NewestAsync(OperationKind kind) => FindOperationAsync(o => o.Kind == kind);

    private async Task<Operation?> FindOperationAsync(Expression<Func<Operation, bool>> which)
    {
        await using var db = Open();
        return await db
            .Operations.AsNoTracking()
            .Include(o => o.Steps)
            .Where(which)
            .OrderByDescending(o => o.Id)
            .FirstOrDefaultAsync();
    }

    /// <summary>Waits until the operation is done, failed or needs attention.</summary>
    /// <param name="app">Who works on it: when it ends meanwhile, nobody would.</param>
    public Task<Operation> SettledAsync(string title, AppProcess app) =>
        SettledAsync(o => o.Title == title, $"\"{title}\"", app);

    /// <summary>As the other, for the newest of its kind: the title of some is known only when Meta has told.</summary>
    public Task<Operation> SettledAsync(OperationKind kind, AppProcess app) =>
        SettledAsync(o => o.Kind == kind, $"the newest {kind}", app);

    private async Task<Operation> SettledAsync(Expression<Func<Operation, bool>> which, string what, AppProcess app)
    {
        Operation? operation = null;
        await Patience.UntilAsync(
            async () =>
            {
                operation = await FindOperationAsync(which);
                if (IsSettled(operation))
                    return true;
                Assert.False(app.HasExited, $"The app ended before {what} was settled. {app.Describe()}");
                return false;
            },
            $"{what} to be settled"
        );
        return operation!;
    }

    public static bool IsSettled(Operation? operation) =>
        operation?.State is OperationState.Done or OperationState.Failed or OperationState.NeedsAttention;

    public async Task<List<Operation>> OperationsAsync()
    {
        await using var db = Open();
        return await db.Operations.AsNoTracking().Include(o => o.Steps).OrderBy(o => o.Id).ToListAsync();
    }

    public async Task<List<Token>> TokensAsync()
    {
        await using var db = Open();
        return await db.Tokens.AsNoTracking().OrderBy(t => t.Id).ToListAsync();
    }

    /// <summary>The only one that was ever recorded for the system user of this name.</summary>
    public async Task<Token> TokenOfAsync(string name)
    {
        await using var db = Open();
        return await db
            .Tokens.AsNoTracking()
            .SingleAsync(t => db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.Name == name));
    }

    public async Task<List<Token>> TokensOfAsync(string name)
    {
        await using var db = Open();
        return await db
            .Tokens.AsNoTracking()
            .Where(t => db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.Name == name))
            .OrderBy(t => t.Id)
            .ToListAsync();
    }

    public async Task<long> SystemUserIdAsync(string name)
    {
        await using var db = Open();
        return await db.SystemUsers.Where(s => s.Name == name).Select(s => s.Id).SingleAsync();
    }

    public async Task<long> PartnerIdAsync(string name)
    {
        await using var db = Open();
        return await db.Partners.Where(p => p.Name == name).Select(p => p.Id).SingleAsync();
    }

    public async Task<Portfolio> PortfolioAsync()
    {
        await using var db = Open();
        return await db.Portfolios.AsNoTracking().SingleAsync();
    }

    /// <summary>As if this had been asked for so much earlier, and each of its steps had ended then.</summary>
    public async Task MoveBackAsync(Operation operation, TimeSpan by)
    {
        await using var db = Open();
        foreach (var step in operation.Steps.Where(s => s.EndedAt is not null))
        {
            var ended = step.EndedAt - by;
            await db
                .OperationSteps.Where(s => s.Id == step.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, ended));
        }

        var (asked, waits) = (operation.AskedAt - by, operation.WaitsUntil - by);
        await db
            .Operations.Where(o => o.Id == operation.Id)
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.AskedAt, asked).SetProperty(x => x.WaitsUntil, waits));
    }

    /// <summary>As if the control token had been made with this end.</summary>
    public async Task LetControlTokenEndAsync(DateTimeOffset end)
    {
        await using var db = Open();
        await db.Portfolios.ExecuteUpdateAsync(p => p.SetProperty(x => x.ControlTokenExpiresAt, (DateTimeOffset?)end));
    }

    public async Task<long> PortfolioIdAsync()
    {
        await using var db = Open();
        return await db.Portfolios.Select(p => p.Id).SingleAsync();
    }

    /// <summary>The audit log's chain is whole, from the first row to its head.</summary>
    public async Task SeeAuditHoldsAsync()
    {
        await using var db = Open();
        await AuditChainProof.HoldsAsync(db);
    }
}
