using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;
using SystemUserManager.Web.Tests.Pages.SystemUsers;

namespace SystemUserManager.Web.Tests.Hosting;

/// <summary>What pages say when the audit log can't be written, or the database can't be used at all.</summary>
public sealed class DatabaseTroubleTests
{
    [Fact]
    [Trait("Id", "F01")]
    public async Task Without_the_right_to_write_the_log_every_form_says_that_nothing_was_done()
    {
        DatabaseOptions? user = null;
        await using var app = new PagesApp(DatabaseProvider.Postgres)
        {
            ReachesDatabase = async database => user = await AuditRights.GiveUserAsync(database),
        };
        await app.InitializeAsync();
        await NothingIsDoneAsync(
            app,
            () => AuditRights.TakeAsync(app.Database, user!),
            () => AuditRights.GiveBackAsync(app.Database, user!)
        );
    }

    [Fact]
    [Trait("Id", "F01")]
    public async Task On_a_full_disk_every_form_says_that_nothing_was_done()
    {
        await using var app = new AppOnSmallDisk();
        await app.InitializeAsync();
        await NothingIsDoneAsync(
            app,
            () =>
                app.Disk.FillAsync(act =>
                    app.AsSystemAsync(async s =>
                    {
                        await act(s.Get<AppDb>());
                        return 0;
                    })
                ),
            () =>
            {
                app.Disk.IsFull = false;
                return Task.CompletedTask;
            }
        );
    }

    [Fact]
    public async Task A_database_that_is_held_by_somebody_else_is_busy_and_one_may_come_again()
    {
        await using var app = new PagesApp(DatabaseProvider.Sqlite)
        {
            ReachesDatabase = database =>
                Task.FromResult(
                    new DatabaseOptions
                    {
                        Provider = database.Provider,
                        ConnectionString = $"{database.ConnectionString};Default Timeout=1",
                    }
                ),
        };
        await app.InitializeAsync();
        var administrator = await app.SignInAsAdministratorAsync();
        var portfolio = await app.GivenActingPortfolioAsync();
        await using (var other = new SqliteConnection(app.Database.ConnectionString))
        {
            await other.OpenAsync();
            await using var held = other.BeginTransaction();

            var page = await administrator.PostFormAsync(
                $"/Portfolios/{portfolio.Id}/Mode",
                new() { ["Input.Reason"] = "Audit week" }
            );

            AssertSaid(page, "The database is busy", "Nothing was done. Try again in a moment.", retryAfter: true);
        }

        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/")).Status);
        Assert.Equal(PortfolioMode.ObserveAndAct, await ModeAsync(app, portfolio.Id));
    }

    [Fact]
    public async Task A_row_that_is_held_for_too_long_is_busy_on_PostgreSQL_too()
    {
        await using var app = new PagesApp(DatabaseProvider.Postgres)
        {
            ReachesDatabase = database =>
                Task.FromResult(
                    new DatabaseOptions
                    {
                        Provider = database.Provider,
                        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
                        {
                            Options = "-c lock_timeout=500",
                        }.ToString(),
                    }
                ),
        };
        await app.InitializeAsync();
        var administrator = await app.SignInAsAdministratorAsync();
        var portfolio = await app.GivenActingPortfolioAsync();
        await using var db = DatabaseSetup.CreateForTools(app.Database);
        await using var held = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("""SELECT * FROM "AuditHead" FOR UPDATE""");

        var page = await administrator.PostFormAsync(
            $"/Portfolios/{portfolio.Id}/Mode",
            new() { ["Input.Reason"] = "Audit week" }
        );

        AssertSaid(page, "The database is busy", "Nothing was done. Try again in a moment.", retryAfter: true);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_on_every_page_and_back_when_it_is_back()
    {
        await using var app = new PagesApp(DatabaseProvider.Postgres);
        await app.InitializeAsync();
        var administrator = await app.SignInAsAdministratorAsync();
        var name = new NpgsqlConnectionStringBuilder(app.Database.ConnectionString).Database!;
        await MoveAsync(name, $"{name}_away");

        foreach (var path in new[] { "/", "/Audit", "/Portfolios", "/SystemUsers" })
            AssertSaid(
                await administrator.GetAsync(path),
                "The database doesn't answer",
                "look under Operations before you ask again",
                retryAfter: true
            );

        await MoveAsync($"{name}_away", name);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/Audit")).Status);
    }

    private static async Task NothingIsDoneAsync(PagesApp app, Func<Task> breakAsync, Func<Task> mendAsync)
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var portfolio = await app.GivenActingPortfolioAsync("Audited");
        var form = await CreateForm.FilledAsync(administrator, portfolio.Id);
        await breakAsync();
        var rows = (await app.AuditAsync()).Count;

        Page[] answers =
        [
            await administrator.PostFormAsync(
                $"/Portfolios/{portfolio.Id}/Mode",
                new() { ["Input.Mode"] = "ObserveOnly", ["Input.Reason"] = "Audit week" }
            ),
            await administrator.PostFormAsync($"/Portfolios/{portfolio.Id}/Read", new() { ["Input.Reason"] = "Now" }),
            await form.SendAsync(),
            await administrator.PressAsync("/Audit", "Verify"),
            await administrator.PostFormAsync(
                "/Settings/People/Add",
                new()
                {
                    ["Input.Name"] = "Grace",
                    ["Input.Email"] = "grace@example.com",
                    ["Input.Password"] = WebApp.Password,
                    ["Input.PasswordAgain"] = WebApp.Password,
                    ["Input.Roles.Role"] = "Auditor",
                    ["Input.Roles.AllPortfolios"] = "True",
                }
            ),
        ];

        Assert.All(
            answers,
            page =>
                AssertSaid(
                    page,
                    "Nothing was done",
                    "The audit log can't be written, so nothing was done.",
                    retryAfter: false
                )
        );
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
        Assert.Equal(PortfolioMode.ObserveAndAct, await ModeAsync(app, portfolio.Id));
        Assert.Equal(0, await app.InDatabaseAsync(db => db.Users.CountAsync(u => u.Email == "grace@example.com")));
        Assert.Equal(rows, (await app.AuditAsync()).Count);
        // What only reads is shown as ever.
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/Audit")).Status);

        await mendAsync();
        var again = await administrator.PostFormAsync(
            $"/Portfolios/{portfolio.Id}/Read",
            new() { ["Input.Reason"] = "Now" }
        );
        Assert.True(again.IsRedirect, again.Text);
    }

    private static void AssertSaid(Page page, string heading, string sentence, bool retryAfter)
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, heading), (page.Status, page.Heading));
        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        Assert.Equal(retryAfter, page.Response.Headers.RetryAfter is not null);
        Assert.NotEqual("", page.Document.QuerySelector(".meta-id code")!.TextContent);
        Assert.Equal("nosniff", page.Response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(page.Response.Headers.CacheControl?.NoStore);
        Assert.Empty(page.Document.QuerySelectorAll("style, script, [style]"));
    }

    private static Task<PortfolioMode> ModeAsync(PagesApp app, long portfolioId) =>
        app.InDatabaseAsync(db => db.Portfolios.Where(p => p.Id == portfolioId).Select(p => p.Mode).SingleAsync());

    private static async Task MoveAsync(string from, string to)
    {
        await using var connection = new NpgsqlConnection(TestPostgres.ConnectionString("postgres"));
        await connection.OpenAsync();
        foreach (
            var statement in new[]
            {
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{from}'",
                $"ALTER DATABASE {from} RENAME TO {to}",
            }
        )
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class AppOnSmallDisk() : PagesApp(DatabaseProvider.Sqlite)
    {
        public FullDisk Disk { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services =>
                services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(Disk))
            );
        }
    }
}
