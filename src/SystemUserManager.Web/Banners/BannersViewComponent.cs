using Microsoft.AspNetCore.Mvc;

namespace SystemUserManager.Web.Banners;

/// <summary>The banners under the menu, on every page with a menu.</summary>
public sealed class BannersViewComponent(IEnumerable<IBannerSource> sources) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var banners = new List<Banner>();
        foreach (var source in sources)
        {
            if (await source.FindAsync(HttpContext.RequestAborted) is { } banner)
                banners.Add(banner);
        }
        return View(banners);
    }
}
