using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Audit;

/// <summary>The audit log takes no row any more: a full disk (SQLite), a right taken away (PostgreSQL). Nothing is done.</summary>
[Trait("Id", "F01")]
public abstract class AuditStoreDownTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    private readonly FullDisk _disk = new();
    private readonly Commits _commits = new();
    private DatabaseOptions? _user;

    [Fact]
    public async Task Nothing_that_is_asked_for_is_written_down_and_the_failure_names_the_log()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await StartBreakableAsync();
        await BreakAsync();
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        await RefusedAsync(() => World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        await RefusedAsync(() => World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly));

        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Operations.CountAsync());
        Assert.Empty(await db.People.ToListAsync());
        Assert.Equal(PortfolioMode.ObserveAndAct, (await db.Portfolios.SingleAsync()).Mode);
        Assert.Empty(World.Meta.Requests(mark));
        Assert.Equal(vault, World.Vault.Everything);
    }

    /// <param name="after">The step after which the log goes away, while the operation runs on; null: before the first.</param>
    [Theory]
    [InlineData(OperationKind.CreateSystemUser, null)]
    [InlineData(OperationKind.CreateSystemUser, IssueToken.ReserveInVault)]
    [InlineData(OperationKind.RevokeToken, null)]
    [InlineData(OperationKind.RevokeToken, RevokeToken.ReadFromVault)]
    [RowsOnOneDatabase]
    [Row(OperationKind.CreateSystemUser, CreateSystemUser.SeeNameIsFree)]
    [Row(OperationKind.CreateSystemUser, IssueToken.ProveStaged)]
    [Row(OperationKind.RevokeToken, RevokeToken.ProveDead)]
    [Row(OperationKind.RevokeAllTokens, RevokeAllTokens.ReadFromVault)]
    public async Task Nothing_is_written_at_Meta_or_in_the_vault_and_all_goes_on_when_it_can_be_written_again(
        OperationKind kind,
        string? after
    )
    {
        var id = await World.AskForAsync(kind, Name);
        await StartBreakableAsync();
        var (mark, vault) = (0L, "");
        async Task BreakNowAsync()
        {
            await BreakAsync();
            (mark, vault) = (World.Mark(), World.Vault.Everything);
        }

        if (after is null)
            await BreakNowAsync();
        else
            _commits.Then = async () =>
            {
                if ((await World.OperationAsync(id)).Steps.Single(s => s.Name == after).State != StepState.Done)
                    return;
                _commits.Then = () => Task.CompletedTask;
                await BreakNowAsync();
            };
        await World.Worker.RunAsync(id);
        Assert.NotEqual("", vault);
        // Whoever takes over can't either.
        World.Clock.Advance(TimeSpan.FromMinutes(3));
        await World.Worker.RunAsync(id);

        Assert.Empty(World.Meta.Changes(mark));
        Assert.Empty(World.Vault.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);

        await MendAsync();
        var ended = await World.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
        Assert.Equal(kind == OperationKind.CreateSystemUser ? 1 : 0, World.Meta.LiveTokens(Name).Count);
        await AuditProof.HoldsAsync(World);
    }

    /// <summary>That it was to be generated stands in the log; it can't be given back to Meta unseen.</summary>
    [Fact]
    public async Task A_token_that_was_being_generated_then_is_in_the_vault_and_no_other_is_made_afterwards()
    {
        var id = await World.AskForAsync(OperationKind.CreateSystemUser, Name);
        await StartBreakableAsync();
        World.Worker.Steps.Before = step => step == IssueToken.GenerateAndStage ? BreakAsync() : Task.CompletedTask;

        await World.Worker.RunAsync(id);

        World.Worker.Steps.Before = _ => Task.CompletedTask;
        var live = Assert.Single(World.Meta.LiveTokens(Name));
        var token = await World.TokenOfAsync(id);
        Assert.Equal(
            VaultView.Sha256(live.Value),
            Assert.Single(World.Vault.Enabled(SecretName.Pending(token.SecretName))).ValueSha256
        );
        await MendAsync();
        var ended = await World.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(live, Assert.Single(World.Meta.EveryToken(Name)));
        await AuditProof.HoldsAsync(World);
    }

    [Fact]
    public async Task The_daily_anchor_is_not_written_either()
    {
        await World.ConnectAsync("Northwind");
        await StartBreakableAsync();
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

    /// <summary>The process whose log goes away, until then as good as any.</summary>
    private async Task StartBreakableAsync()
    {
        if (Provider == DatabaseProvider.Postgres)
            _user = await AuditRights.GiveUserAsync(World.Database);
        IInterceptor[] interceptors = _user is null ? [_disk, _commits] : [_commits];
        World.StartProcess(
            _user,
            services => services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(interceptors))
        );
    }

    private async Task BreakAsync()
    {
        if (_user is not null)
            await AuditRights.TakeAsync(World.Database, _user);
        else
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

/// <summary>Where a test steps in right after a commit.</summary>
internal sealed class Commits : DbTransactionInterceptor
{
    public Func<Task> Then { get; set; } = () => Task.CompletedTask;

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    ) => Then();
}

public sealed class AuditStoreDownOnSqlite() : AuditStoreDownTests(DatabaseProvider.Sqlite);

public sealed class AuditStoreDownOnPostgres() : AuditStoreDownTests(DatabaseProvider.Postgres);
