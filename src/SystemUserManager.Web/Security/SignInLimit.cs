using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.RateLimiting;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// How often one address may send the forms that open a door or ask for a secret: signing in, its second step, proving
/// it again, a new password, codes of one's own, the first run's code, a one-time link. The lock of an account guards one
/// account against many addresses; this guards all accounts against one address.
/// </summary>
internal static class SignInLimit
{
    private const string Policy = "SignIn";
    private static readonly string[] Pages =
    [
        "/Account/SignIn",
        "/Account/SignInCode",
        "/Account/Prove",
        "/Account/ChangePassword",
        "/Account/TwoFactor",
        "/Setup/Index",
        "/SystemUsers/Confirm",
    ];

    public static void AddSignInLimit(this IServiceCollection services, WebOptions web) =>
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "60";
                return ValueTask.CompletedTask;
            };
            options.AddPolicy(Policy, context => Partition(context, web.SignInsPerMinute));
        });

    public static void Apply(PageConventionCollection conventions)
    {
        foreach (var page in Pages)
            conventions.AddPageApplicationModelConvention(
                page,
                model => model.EndpointMetadata.Add(new EnableRateLimitingAttribute(Policy))
            );
    }

    private static RateLimitPartition<string> Partition(HttpContext context, int perMinute) =>
        HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                Address(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }
            )
            : RateLimitPartition.GetNoLimiter("reading");

    /// <summary>Of an IPv6 address its network: one line has more addresses than there are tries.</summary>
    private static string Address(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
