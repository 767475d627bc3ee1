using Microsoft.Extensions.DependencyInjection;

namespace SystemUserManager.Web.Tests.Host;

internal static class ServiceLookups
{
    public static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
