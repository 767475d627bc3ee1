namespace SystemUserManager.Web.Hosting;

/// <summary>Which parts of the product this process is. Setting <c>Host:Role</c>; default: All.</summary>
public enum HostRole
{
    /// <summary>Pages and work in one process.</summary>
    All,

    /// <summary>Pages only: no call to Meta or the vault, no secret.</summary>
    Web,

    /// <summary>Work only: no page but its health.</summary>
    Worker,
}

public static class HostRoles
{
    public static bool HasPages(this HostRole role) => role is HostRole.All or HostRole.Web;

    /// <summary>Who works also brings the schema up to date.</summary>
    public static bool Works(this HostRole role) => role is HostRole.All or HostRole.Worker;
}
