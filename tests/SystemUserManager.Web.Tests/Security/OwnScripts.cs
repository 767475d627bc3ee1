namespace SystemUserManager.Web.Tests.Security;

/// <summary>What the browser would refuse: a page has no script and no style but those in files.</summary>
internal static class OwnScripts
{
    public static void SeeNone(Host.Page page, string path)
    {
        var own = page.Document.QuerySelectorAll("style, script:not([src]), [style]").Select(e => e.OuterHtml);
        var handlers = page
            .Document.All.SelectMany(e => e.Attributes)
            .Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            .Select(a => a.Name);
        Assert.True(!own.Concat(handlers).Any(), $"{path} has {string.Join(", ", own.Concat(handlers))}");
    }
}
