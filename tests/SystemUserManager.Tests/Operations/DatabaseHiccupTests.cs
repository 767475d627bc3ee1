using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <summary>The database fails for a moment while an operation runs: nobody is asked, since it goes on by itself.</summary>
public abstract class DatabaseHiccupTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    private readonly Hiccup _hiccup = new(provider);

    [Theory]
    [InlineData(OperationKind.CreateSystemUser, IssueToken.GenerateAndStage, false)]
    [InlineData(OperationKind.CreateSystemUser, IssueToken.GenerateAndStage, true)]
    [RowsOnOneDatabase]
    [Row(OperationKind.RevokeToken, RevokeToken.ProveDead, false)]
    [Row(OperationKind.RevokeToken, RevokeToken.RevokeAtMeta, true)]
    public async Task A_database_that_fails_for_a_moment_is_no_reason_to_ask_anybody(
        OperationKind kind,
        string step,
        bool afterEffect
    )
    {
        var id = await World.AskForAsync(kind, Name);
        World.StartProcess(with: services =>
            services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(_hiccup))
        );
        Task FailAtAsync(string name)
        {
            _hiccup.IsDue |= name == step;
            return Task.CompletedTask;
        }

        if (afterEffect)
            World.Worker.Steps.After = FailAtAsync;
        else
            World.Worker.Steps.Before = FailAtAsync;
        await World.Worker.RunAsync(id);

        Assert.Equal(1, _hiccup.Happened);
        Assert.Equal(OperationState.Running, (await World.OperationAsync(id)).State);
        World.StartProcess();
        var ended = await World.RunToEndAsync(id);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
        Assert.Equal(kind == OperationKind.CreateSystemUser ? 1 : 0, World.Meta.LiveTokens(Name).Count);
    }

    [Fact]
    public async Task What_the_record_never_takes_is_asked_about_in_the_end_and_goes_on_when_it_does()
    {
        var id = await World.AskForAsync(OperationKind.CreateSystemUser, Name);
        await BreakRuleAsync();

        for (var run = 0; run < 20 && (await World.OperationAsync(id)).State != OperationState.NeedsAttention; run++)
        {
            await World.Worker.RunAsync(id);
            World.Clock.Advance(TimeSpan.FromSeconds(121));
        }

        var asking = await World.OperationAsync(id);
        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("The record doesn't take what came of it", asking.Outcome, StringComparison.Ordinal);
        Assert.Equal(OperationChoice.TryAgain, asking.OpenChoices()[0]);
        await MendRuleAsync();
        var ended = await World.DecideAndRunAsync(id, OperationChoice.TryAgain);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
    }

    /// <summary>No token becomes active any more.</summary>
    private Task<int> BreakRuleAsync() =>
        RunSqlAsync(
            Provider == DatabaseProvider.Postgres
                ? """ALTER TABLE "Tokens" ADD CONSTRAINT "CK_Broken" CHECK ("State" <> 'Active') NOT VALID"""
                : """
                CREATE TRIGGER "Broken" BEFORE UPDATE ON "Tokens" WHEN NEW."State" = 'Active'
                BEGIN SELECT RAISE(ABORT, 'broken'); END
                """
        );

    private Task<int> MendRuleAsync() =>
        RunSqlAsync(
            Provider == DatabaseProvider.Postgres
                ? """ALTER TABLE "Tokens" DROP CONSTRAINT "CK_Broken" """
                : """DROP TRIGGER "Broken" """
        );

    private async Task<int> RunSqlAsync(string sql)
    {
        await using var db = World.OpenDatabase();
        return await db.Database.ExecuteSqlRawAsync(sql);
    }

    private sealed class Hiccup(DatabaseProvider provider) : DbCommandInterceptor
    {
        public bool IsDue { get; set; }

        public int Happened { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (!IsDue)
                return new(result);
            IsDue = false;
            Happened++;
            throw provider == DatabaseProvider.Postgres
                ? new NpgsqlException("The server went away.", new IOException())
                : new SqliteException("The database is locked.", 5);
        }
    }
}

public sealed class DatabaseHiccupOnSqlite() : DatabaseHiccupTests(DatabaseProvider.Sqlite);

public sealed class DatabaseHiccupOnPostgres() : DatabaseHiccupTests(DatabaseProvider.Postgres);
