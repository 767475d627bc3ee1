using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Audit;

/// <summary>The audit log takes no row any more: a full disk (SQLite), a right taken away (PostgreSQL). Nothing is done.</summary>
[Trait("Id", "F01")]
public abstract class AuditStoreDownTests(DatabaseProvider provider) : ActTests(provider)
{
    private readonly FullDisk _disk = new();
    private DatabaseOptions? _user;

    [Fact]
    public async Task Nothing_that_is_asked_for_is_written_down_and_the_failure_names_the_log()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await BreakAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        await RefusedAsync(() => World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting")));
        await RefusedAsync(() => World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly));

        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Operations.CountAsync());
        Assert.Empty(await db.People.ToListAsync());
        Assert.Equal(PortfolioMode.ObserveAndAct, (await db.Portfolios.SingleAsync()).Mode);
        Assert.Empty(World.Meta.Requests(mark));
        Assert.Equal(vault, World.Vault.Everything);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(null)]
    [Row(CreateSystemUser.SeeNameIsFree)]
    [Row(CreateSystemUser.AssignAssets)]
    public async Task Nothing_is_written_at_Meta_or_in_the_vault_and_all_goes_on_when_it_can_be_written_again(
        string? after
    )
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting")));
        if (after is not null)
            await World.Worker.RunUntilAsync(id, after);
        await BreakAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        await Xunit.Record.ExceptionAsync(() => World.Worker.RunAsync(id));

        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);
        Assert.Empty(World.Vault.Changes(mark));

        await MendAsync();
        var operation = await World.RunToEndAsync(id);
        if (operation.State == OperationState.NeedsAttention)
            operation = await World.DecideAndRunAsync(id, OperationChoice.TryAgain);
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        Assert.Single(World.Meta.LiveTokens("northwind ads reporting"));
        await AuditProof.HoldsAsync(World);
    }

    [Fact]
    public async Task The_daily_anchor_is_not_written_either()
    {
        await World.ConnectAsync("Northwind");
        await BreakAsync();
        var vault = World.Vault.Everything;

        await RefusedAsync(() => World.AnchorAsync());

        Assert.Equal(vault, World.Vault.Everything);
    }

    private static async Task RefusedAsync(Func<Task> act)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(act);
        Assert.True(
            failure is AuditNotWrittenException || DatabaseTroubles.Of(failure) == DatabaseTrouble.NotWritable,
            failure.ToString()
        );
    }

    private async Task BreakAsync()
    {
        if (Provider == DatabaseProvider.Postgres)
        {
            _user = await AuditRights.GiveUserAsync(World.Database);
            await AuditRights.TakeAsync(World.Database, _user);
            World.StartProcess(_user);
            return;
        }

        World.StartProcess(with: services =>
            services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(_disk))
        );
        await _disk.FillAsync(act =>
            World.InScopeAsync(async scope =>
            {
                await act(scope.GetRequiredService<AppDb>());
                return 0;
            })
        );
    }

    private async Task MendAsync()
    {
        _disk.IsFull = false;
        if (_user is not null)
            await AuditRights.GiveBackAsync(World.Database, _user);
    }
}

public sealed class AuditStoreDownOnSqlite() : AuditStoreDownTests(DatabaseProvider.Sqlite);

public sealed class AuditStoreDownOnPostgres() : AuditStoreDownTests(DatabaseProvider.Postgres);
