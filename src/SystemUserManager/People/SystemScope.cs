using Microsoft.Extensions.DependencyInjection;

namespace SystemUserManager.People;

/// <summary>A scope in which the worker itself is the current user.</summary>
internal static class SystemScope
{
    public static AsyncServiceScope CreateSystemScope(this IServiceScopeFactory scopes, string? actingFor = null)
    {
        var scope = scopes.CreateAsyncScope();
        var name = actingFor is null ? "System User Manager" : $"System User Manager for {actingFor}";
        scope.ServiceProvider.GetRequiredService<CurrentUser>().BecomeSystem(name);
        return scope;
    }
}
