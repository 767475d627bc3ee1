using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

public sealed class StartTests
{
    [Fact]
    public async Task The_program_starts_with_no_setting_at_all_and_says_where_to_go_on()
    {
        await using var process = AppProcess.Start("Development", "--Sandbox:Enabled=false");

        var line = await process.LineAsync("First run: open ");

        var address = line.Split("First run: open ")[1].Split(' ')[0];
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(address))).StatusCode);
        var data = new DirectoryInfo(Path.Combine(process.Folder, "data"));
        Assert.True(File.Exists(Path.Combine(data.FullName, "system-user-manager.db")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, data.UnixFileMode);
        Assert.Equal((0, ""), await process.StopAsync());
    }

    [Fact]
    public async Task A_second_process_over_the_same_sqlite_file_does_not_start_and_leaves_the_first_alone()
    {
        await using var first = AppProcess.Start("Development", "--Sandbox:Enabled=false");
        await first.LineAsync("First run: open ");
        var file = Path.Combine(first.Folder, "data", "system-user-manager.db");
        await using var second = AppProcess.Start(
            "Development",
            "--Sandbox:Enabled=false",
            $"--ConnectionStrings:Database=Data Source={file}"
        );

        var (exitCode, errors) = await second.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("another process", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal((0, ""), await first.StopAsync());
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_keep_the_next_start_waiting()
    {
        await using var app = new WebApp(DatabaseProvider.Sqlite) { EmptyDatabase = true };
        await app.PrepareAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)"
            );
            await db.Database.ExecuteSqlAsync($"INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')");
        });
        await app.InitializeAsync();
        await app.SignInAsAdministratorAsync();
        Assert.Contains(app.Log.Lines, l => l.StartsWith("A process was killed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_tells_everybody_one_word()
    {
        await using var app = new SqliteWebApp();
        await app.InitializeAsync();
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            var page = await app.NewBrowser().GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (page.Status, page.Body));
        }
    }
}
