using System.Net;
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
