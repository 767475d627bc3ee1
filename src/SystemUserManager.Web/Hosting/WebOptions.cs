using System.Net;
using SystemUserManager.Configuration;

namespace SystemUserManager.Web.Hosting;

/// <summary>The section <c>Web</c>.</summary>
public sealed record WebOptions
{
    /// <summary>The address that people open. Required outside Development, and https there; null: not said.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Addresses and networks (10.0.0.0/8) of the reverse proxies whose X-Forwarded headers are believed, separated by
    /// commas. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>How often one address may try to sign in or to set up, per minute. Default: 10.</summary>
    public int SignInsPerMinute { get; init; } = 10;

    public static WebOptions Read(Settings settings, HostRole role, IHostEnvironment environment)
    {
        var publicUrl = settings.Address("Web:PublicUrl");
        if (role.HasPages() && !environment.IsDevelopment())
        {
            if (publicUrl is null)
                throw new WrongSettingException(
                    $"Web:PublicUrl is missing: in {environment.EnvironmentName} the app must know the address that people open."
                );
            if (publicUrl.Scheme != Uri.UriSchemeHttps)
                throw new WrongSettingException(
                    $"Web:PublicUrl is \"{publicUrl}\", but in {environment.EnvironmentName} it must start with https://."
                );
        }
        return new WebOptions
        {
            PublicUrl = publicUrl,
            TrustedProxies = [.. Networks(settings.Text("Web:TrustedProxies", ""))],
            SignInsPerMinute = settings.Number("Web:SignInsPerMinute", 10, 1, 100_000),
        };
    }

    private static IEnumerable<IPNetwork> Networks(string text)
    {
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(part, out var address))
                yield return new IPNetwork(address, address.GetAddressBytes().Length * 8);
            else if (IPNetwork.TryParse(part, out var network))
                yield return network;
            else
                throw new WrongSettingException(
                    $"Web:TrustedProxies has \"{part}\", which is no address and no network such as 10.0.0.0/8."
                );
        }
    }
}
