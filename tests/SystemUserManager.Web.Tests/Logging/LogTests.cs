using System.Globalization;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Parsing;
using SystemUserManager.Web.Logging;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Logging;

public sealed class LogTests
{
    [Theory]
    [InlineData("\r\n00:00:00.000 info  Signed in as root")]
    [InlineData("\n{\"@t\":\"2026\"}")]
    [InlineData("\u001b[2K\u001b[1A erased")]
    [InlineData("a\u2028b\u2029c\u0085d\0e\u007f")]
    [Trait("Id", "W09")]
    public void Nothing_typed_can_pass_for_a_line_of_its_own(string typed)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var template = new MessageTemplateParser().Parse("Typed {What}");
        var properties = new[] { new LogEventProperty("What", new ScalarValue(typed)) };
        var failure = new InvalidOperationException(typed);
        new LineFormatter().Format(
            new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, failure, template, properties),
            output
        );

        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.StartsWith("00:00:00.000 info  Typed ", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], l => Assert.StartsWith("    ", l, StringComparison.Ordinal));
        Assert.DoesNotContain(string.Concat(lines), c => char.IsControl(c) || c is '\u2028' or '\u2029');
    }

    [Theory]
    [InlineData("\r\n00:00:00.000 info  Signed in as root")]
    [InlineData("\n{\"@t\":\"2026\"}")]
    [InlineData("\"}\r\n{\"@t\":\"2026\",\"@m\":\"Signed in as root\"}")]
    [InlineData("\u001b[2K\u001b[1A erased")]
    [InlineData("\u009b2K\u009b1A erased")]
    [InlineData("a\u2028b\u2029c\u0085d\0e\u007f")]
    [Trait("Id", "W09")]
    public void Whatever_is_typed_is_inside_one_line_of_json(string typed)
    {
        var template = new MessageTemplateParser().Parse("Typed {What}");
        var properties = new[] { new LogEventProperty("What", new ScalarValue(typed)) };
        var failure = new InvalidOperationException(typed);
        foreach (var json in new ITextFormatter[] { new CompactJsonFormatter(), new RenderedCompactJsonFormatter() })
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture);
            new RedactingFormatter(json).Format(
                new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, failure, template, properties),
                output
            );

            var text = output.ToString();
            Assert.EndsWith(Environment.NewLine, text, StringComparison.Ordinal);
            var line = text[..^Environment.NewLine.Length];
            Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029');
            using var parsed = JsonDocument.Parse(line);
            Assert.Equal(typed, parsed.RootElement.GetProperty("What").GetString());
            Assert.Contains(typed, parsed.RootElement.GetProperty("@x").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Id", "E02")]
    public async Task At_the_finest_level_no_password_no_query_and_no_cookie_gets_into_the_log()
    {
        const string Canary = "canary-7316-in-the-query";
        await using var app = AppProcess.Start(
            "Development",
            "--Sandbox:Enabled=false",
            "--Logging:LogLevel:Default=Trace",
            "--Logging:LogLevel:Microsoft=Trace",
            "--Logging:LogLevel:Microsoft.AspNetCore=Trace",
            $"--Setup:AdministratorEmail={WebApp.AdministratorEmail}",
            $"--Setup:AdministratorPassword={WebApp.Password}"
        );
        var listens = await app.LineAsync("Now listening on: ");
        var browser = app.NewBrowser(new Uri(listens.Split("Now listening on: ")[1]));
        await browser.PostFormAsync(
            $"/Account/SignIn?returnUrl=/{Canary}",
            new() { ["Input.Email"] = WebApp.AdministratorEmail, ["Input.Password"] = WebApp.Password }
        );
        var session = browser.Session!.Value;
        await browser.GetAsync($"/Account?{Canary}");
        var changed = await browser.PostFormAsync(
            "/Account/ChangePassword",
            new()
            {
                ["Input.CurrentPassword"] = WebApp.Password,
                ["Input.Password"] = "the next horse battery",
                ["Input.PasswordAgain"] = "the next horse battery",
            }
        );
        Assert.True(changed.IsRedirect);
        var secrets = new[] { WebApp.Password, "the next horse battery", Canary, session, browser.Session!.Value };
        Assert.Equal((0, ""), await app.StopAsync());

        var files = Directory.GetFiles(Path.Combine(app.Folder, "data", "logs"), "*.clef").SelectMany(File.ReadLines);
        var json = files.ToList();
        foreach (var log in new[] { json, app.Lines })
        {
            Assert.Contains(log, l => l.Contains("/Account/ChangePassword", StringComparison.Ordinal));
            // Trace is on: the database's commands are there.
            Assert.Contains(log, l => l.Contains("UPDATE", StringComparison.Ordinal));
            Assert.DoesNotContain(log, l => secrets.Any(s => l.Contains(s, StringComparison.Ordinal)));
        }
        foreach (var line in json)
            JsonDocument.Parse(line).Dispose();
    }
}
