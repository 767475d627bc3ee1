using SystemUserManager.Configuration;
using SystemUserManager.People;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// The section <c>OpenIdConnect</c>: the organisation's identity provider, through which people sign in. No record: it
/// holds a secret, which would be printed with it.
/// </summary>
public sealed class OpenIdConnectSettings
{
    private const string Section = "OpenIdConnect";

    /// <summary>Tenants of Entra ID that are not one organisation: whoever has any Microsoft account is in them.</summary>
    private static readonly string[] Everybody = ["common", "organizations", "consumers"];

    /// <summary>The issuer's address, under which its discovery document is.</summary>
    public required Uri Authority { get; init; }

    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>As people know it, on the button. Default: "Microsoft Entra ID" for its address, else the host's name.</summary>
    public required string Name { get; init; }

    /// <summary>The claim that names groups. Default: groups.</summary>
    public required string GroupsClaim { get; init; }

    /// <summary>Which group has which role, on all portfolios.</summary>
    public required IReadOnlyList<(string Group, Role Role)> Roles { get; init; }

    /// <summary>The roles of somebody who is in these groups.</summary>
    public IReadOnlySet<Role> RolesOf(IEnumerable<string> groups)
    {
        var names = groups.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Roles.Where(r => names.Contains(r.Group)).Select(r => r.Role).ToHashSet();
    }

    /// <summary>null: none is set up, and people sign in by password and passkey.</summary>
    public static OpenIdConnectSettings? Read(Settings settings, IHostEnvironment environment)
    {
        if (settings.Address($"{Section}:Authority") is not { } authority)
            return null;
        if (authority.Scheme != Uri.UriSchemeHttps && !environment.IsDevelopment())
            throw new WrongSettingException(
                $"{Section}:Authority is \"{authority}\", but in {environment.EnvironmentName} it must start with https://."
            );
        if (authority.Segments.Any(s => Everybody.Contains(s.Trim('/'), StringComparer.OrdinalIgnoreCase)))
            throw new WrongSettingException(
                $"{Section}:Authority is \"{authority}\", which lets in other organisations. Name your own tenant."
            );
        List<(string Group, Role Role)> roles =
        [
            .. Enum.GetValues<Role>()
                .SelectMany(role =>
                    settings
                        .Text($"{Section}:Roles:{role}", "")
                        .Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries)
                        .Select(group => (group, role))
                ),
        ];
        if (roles.Count == 0)
            throw new WrongSettingException(
                $"{Section}:Roles:{Role.Administrator} is missing: no group of the identity provider has a role."
            );
        return new OpenIdConnectSettings
        {
            Authority = authority,
            ClientId = Required("ClientId"),
            ClientSecret = Required("ClientSecret"),
            Name = settings.Text($"{Section}:Name", NameOf(authority)),
            GroupsClaim = settings.Text($"{Section}:GroupsClaim", "groups"),
            Roles = roles,
        };

        string Required(string key) =>
            settings.Text($"{Section}:{key}")
            ?? throw new WrongSettingException($"{Section}:{key} is missing, but {Section}:Authority is set.");
    }

    private static string NameOf(Uri authority) =>
        authority.Host == "login.microsoftonline.com" ? "Microsoft Entra ID" : authority.Host;
}
