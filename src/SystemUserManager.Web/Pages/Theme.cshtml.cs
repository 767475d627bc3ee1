using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages;

/// <summary>
/// Light, dark, or as the reader's system has it. The choice is a cookie that the server reads, so that a page comes in
/// the right colours at once and without a script.
/// </summary>
public sealed class ThemeModel : PageModel
{
    public const string Auto = "auto";

    private const string CookieName = "theme";

    public static IReadOnlyList<(string Value, string Text)> Choices { get; } =
    [("light", "Light"), ("dark", "Dark"), (Auto, "As my system")];

    /// <summary>"light" or "dark"; null: as the system has it, which the style sheet follows by itself.</summary>
    public static string? ChosenIn(HttpRequest request) =>
        request.Cookies[CookieName] is ("light" or "dark") and var chosen ? chosen : null;

    /// <param name="theme">One of <see cref="Choices"/>; anything else counts as auto.</param>
    /// <param name="returnTo">A local path; null or foreign: Home.</param>
    public IActionResult OnPost(string? theme, string? returnTo)
    {
        if (theme is "light" or "dark")
            Response.Cookies.Append(
                CookieName,
                theme,
                new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    Secure = Request.IsHttps,
                }
            );
        else
            Response.Cookies.Delete(CookieName);
        return LocalRedirect(Url.IsLocalUrl(returnTo) ? returnTo : "~/");
    }
}
