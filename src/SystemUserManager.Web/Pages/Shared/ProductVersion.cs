using System.Reflection;

namespace SystemUserManager.Web.Pages.Shared;

public static class ProductVersion
{
    /// <summary>The version of this build without the commit: "1.4.0".</summary>
    public static string Text { get; } =
        typeof(ProductVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "";
}
