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
