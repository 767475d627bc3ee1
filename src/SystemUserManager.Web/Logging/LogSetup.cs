using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Logging;

/// <summary>
/// In Development lines on the console for people, and the whole events as JSON in <c>data/logs</c>; elsewhere JSON on
/// the console. Levels are set under <c>Logging:LogLevel</c>.
/// </summary>
internal static class LogSetup
{
    private static readonly (string? Category, LogLevel Level)[] DefaultLevels =
    [
        (null, LogLevel.Information),
        ("Microsoft", LogLevel.Warning),
        ("Microsoft.Hosting.Lifetime", LogLevel.Information),
        // Warns in Development that the keys aren't encrypted; elsewhere they always are (see KeyProtection).
        ("Microsoft.AspNetCore.DataProtection", LogLevel.Error),
        ("System.Net.Http", LogLevel.Warning),
        ("Quartz", LogLevel.Warning),
    ];

    public static void AddLog(this WebApplicationBuilder builder, AppSettings settings)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            // Below this level the framework writes the query of each request, and of each outgoing call: whatever
            // Logging:LogLevel says, that doesn't get out.
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        if (builder.Environment.IsDevelopment())
            log = log.WriteTo.Console(Redacting(new LineFormatter()));
        else
            log = log.WriteTo.Async(to => to.Console(Redacting(new RenderedCompactJsonFormatter())));
        if (builder.Environment.IsDevelopment() && settings.Role == HostRole.All)
            log = log.WriteTo.Async(to =>
                to.File(
                    Redacting(new CompactJsonFormatter()),
                    Path.Combine(settings.Data.Folder("logs"), "system-user-manager-.clef"),
                    rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: 14,
                    fileSizeLimitBytes: 100 << 20,
                    rollOnFileSizeLimit: true,
                    shared: true
                )
            );
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(log.CreateLogger(), dispose: true);
        builder.Services.PostConfigure<LoggerFilterOptions>(options =>
        {
            // Serilog's provider asks for everything, past Logging:LogLevel.
            foreach (var rule in options.Rules.Where(r => r.ProviderName?.Contains("Serilog") == true).ToList())
                options.Rules.Remove(rule);
            // First, so that a setting for the same category wins.
            foreach (var (category, level) in DefaultLevels)
                options.Rules.Insert(0, new LoggerFilterRule(null, category, level, filter: null));
        });
    }

    private static RedactingFormatter Redacting(ITextFormatter formatter) => new(formatter);
}
