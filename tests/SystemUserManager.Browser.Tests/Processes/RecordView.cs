using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>What stands in the app's database, read beside it.</summary>
public sealed class RecordView(DatabaseOptions options)
{
    public AppDb Open() => DatabaseSetup.CreateForTools(options);

    /// <summary>By its title; the newest of that title. null: nobody asked for it.</summary>
    public Task<Operation?> FindOperationAsync(string title) => FindOperationAsync(o => o.Title == title);

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
