using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>One app over one SQLite file: what else may hold it, and what a killed one leaves in it.</summary>
[Collection(SqliteSiteCollection.Name)]
public sealed class SqliteFileTests(SqliteSite sqlite)
{
    /// <summary>Shorter than a statement waits, and longer.</summary>
    private static readonly TimeSpan ShortHold = TimeSpan.FromSeconds(SqliteSite.WaitsAsInProduction ? 3 : 1);
    private static readonly TimeSpan LongHold = TimeSpan.FromSeconds(SqliteSite.WaitsAsInProduction ? 40 : 9);

    private readonly CrashSite _site = sqlite.Site;

    [Fact]
    [Trait("Id", "C07")]
    public Task The_lock_of_a_migration_that_was_killed_holds_up_no_start() =>
        _site.PlayAsync(
            "a row in __EFMigrationsLock",
            async () =>
            {
                await _site.App.KillAsync();
                await using (var db = await OpenAsync())
                    await RunAsync(db, "INSERT INTO __EFMigrationsLock VALUES (1, 'x')");
                await _site.App.StartAgainAsync();
                await _site.App.SeeOutputAsync("A process was killed while it brought the database up to date");
                await using var record = _site.Record.Open();
                Assert.True(await record.AuditEvents.AnyAsync(e => e.Action == "Bring the database up to date"));
            }
        );

    [Fact]
    [Trait("Id", "C08")]
    public Task A_second_process_on_the_same_file_says_so_and_ends_and_the_first_is_unharmed() =>
        _site.PlayAsync(
            "two processes on one file",
            async () =>
            {
                await using var second = AppProcess.Prepare(
                    new() { ["ConnectionStrings__Database"] = $"Data Source={_site.DatabaseFile}" }
                );
                second.StartDoomed();
                Assert.Equal(1, await second.WaitForDeathAsync());
                await second.SeeOutputAsync("which another process of this app uses; SQLite is for one.");
                Assert.Contains(_site.DatabaseFile, second.Output, StringComparison.Ordinal);

                await _site.Anna.AddAccountAsync("unharmed@northwind.example");
                await _site.CreateAsync("northwind unharmed");
                await _site.SeeDoneAsync(CrashSite.CreationOf("northwind unharmed"));
            }
        );

    [Fact]
    [Trait("Id", "C09")]
    public Task A_file_that_is_held_for_a_moment_makes_a_form_wait() =>
        _site.PlayAsync(
            "BEGIN IMMEDIATE for a moment",
            async () =>
            {
                Task<string> added;
                // Opened before, so that what waits is the form's sending.
                var send = await _site.Anna.OpenAccountFormAsync();
                await using (var other = await OpenAsync())
                {
                    await RunAsync(other, "BEGIN IMMEDIATE");
                    added = send("patient@northwind.example");
                    await Task.Delay(ShortHold, TimeProvider.System);
                    Assert.False(added.IsCompleted);
                    await RunAsync(other, "COMMIT");
                }

                Assert.StartsWith("/Settings/People/", await added, StringComparison.Ordinal);
            }
        );

    [Fact]
    [Trait("Id", "C09")]
    public Task A_file_that_is_held_for_long_loses_no_step_and_nothing_is_done_twice() =>
        _site.PlayAsync(
            "BEGIN IMMEDIATE until a form gave up",
            async () =>
            {
                const string Name = "northwind held up";
                const string Refused = "refused@northwind.example";
                var from = await _site.Meta.LastLineAsync();
                await _site.Meta.AddFaultAsync(
                    new
                    {
                        server = "graph",
                        method = "POST",
                        path = "/*/system_users",
                        mode = "slow",
                        milliseconds = 500,
                        times = 1,
                    }
                );
                await _site.CreateAsync(Name);
                await Patience.UntilAsync(_site.Meta.AreFaultsTakenAsync, "the creation to be under way");
                await using (var other = await OpenAsync())
                {
                    await RunAsync(other, "BEGIN IMMEDIATE");
                    var held = Stopwatch.GetTimestamp();
                    // The form's page is read, its sending gives up; and so has the step that was under way before it.
                    var refused = await Assert.ThrowsAsync<RefusedException>(() => _site.Anna.AddAccountAsync(Refused));
                    Soak.Say($"{refused.Message}, after {Stopwatch.GetElapsedTime(held).TotalSeconds:0.0} s");
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                    Assert.Contains("Nothing was done. Try again", refused.Message, StringComparison.Ordinal);
                    Assert.NotNull(refused.RetryAfter);
                    if (LongHold - Stopwatch.GetElapsedTime(held) is { Ticks: > 0 } rest)
                        await Task.Delay(rest, TimeProvider.System);
                    Assert.Equal(HttpStatusCode.OK, await _site.Anna.GetAsync("/SystemUsers"));
                    await RunAsync(other, "COMMIT");
                }

                await using (var record = _site.Record.Open())
                    Assert.False(await record.Users.AnyAsync(u => u.Email == Refused));
                Assert.StartsWith(
                    "/Settings/People/",
                    await _site.Anna.AddAccountAsync(Refused),
                    StringComparison.Ordinal
                );
                var operation = await _site.Record.SettledAsync(CrashSite.CreationOf(Name), _site.App);
                Assert.True(operation.State == OperationState.Done, $"{operation.State}: {operation.Outcome}");
                Assert.All(operation.Steps, s => Assert.Equal(StepState.Done, s.State));
                Assert.Equal(1, (await _site.Meta.LogAsync(from)).Count("POST", "/system_users"));
                Assert.Single(await _site.Meta.TokensOfAsync(Name), SandboxView.IsLive);
                await _site.Record.SeeAuditHoldsAsync();
            }
        );

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={_site.DatabaseFile};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
