using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace SystemUserManager.Web.Hosting;

/// <summary>How the server is reached: its address, the proxies before it, the host names it answers to.</summary>
internal static class ServerSetup
{
    private const string DevelopmentUrl = "http://localhost:5080";

    public static void AddServer(this WebApplicationBuilder builder, AppSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Forms; the one file that is uploaded is smaller (AdoptionCsv.MostBytes).
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
        });
        // A worker that is asked to stop is gone by then, whatever it waits for; what it didn't hand back, its lease does.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        // In code, because a setting in appsettings would win over ASPNETCORE_URLS.
        if (builder.Environment.IsDevelopment() && !HasUrls(builder.Configuration))
            builder.WebHost.UseUrls(DevelopmentUrl);
        if (settings.Web.PublicUrl is { } url && !builder.Environment.IsDevelopment())
            builder.Services.AddHttpsRedirection(options => options.HttpsPort = url.Port);
    }

    /// <summary>
    /// Outside Development everything but the health probes is answered under the public name alone. A probe asks by the
    /// address that the process has at the moment, which nobody can name beforehand. The framework puts its own check
    /// before everything, so that one stays open and this stands here.
    /// </summary>
    public static void UsePublicName(this WebApplication app, WebOptions web)
    {
        if (app.Environment.IsDevelopment() || web.PublicUrl is not { } url)
            return;
        var names = new ConfigureOptions<HostFilteringOptions>(options => options.AllowedHosts = [url.Host]);
        var monitor = new OptionsMonitor<HostFilteringOptions>(
            new OptionsFactory<HostFilteringOptions>([names], []),
            [],
            new OptionsCache<HostFilteringOptions>()
        );
        app.Lifetime.ApplicationStopped.Register(monitor.Dispose);
        app.UseWhen(
            context => !HealthSetup.IsAsked(context),
            branch => branch.UseMiddleware<HostFilteringMiddleware>(monitor)
        );
    }

    public static void UseTrustedProxies(this WebApplication app, WebOptions web)
    {
        if (web.TrustedProxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in web.TrustedProxies)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Outside Development everything but the health probes is https.</summary>
    public static void UsePublicAddress(this WebApplication app, WebOptions web)
    {
        if (app.Environment.IsDevelopment() || web.PublicUrl is null)
            return;
        app.UseWhen(context => !HealthSetup.IsAsked(context), branch => branch.UseHttpsRedirection());
    }

    private static bool HasUrls(IConfiguration configuration) =>
        configuration["urls"] is not null
        || configuration["http_ports"] is not null
        || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
