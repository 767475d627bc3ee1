using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>A secret that was pasted where a name or an id belongs must not come back with the page.</summary>
internal static class TypedSecrets
{
    private const int LongestNameShownAgain = 60;

    /// <param name="page">Whose form was refused.</param>
    /// <param name="secretNames">The fields that take the name of a secret: what is too long for one isn't shown again either.</param>
    public static void ForgetSecrets(this PageModel page, params IReadOnlyList<string> secretNames)
    {
        foreach (var (key, entry) in page.ModelState.ToList())
        {
            var text = entry!.AttemptedValue;
            var tooLong = secretNames.Contains(key) && text?.Length > LongestNameShownAgain;
            if (tooLong || ConnectPortfolio.LooksLikeASecret(text))
                // Not null: the control would then show the model's own value.
                page.ModelState.SetModelValue(key, rawValue: "", attemptedValue: "");
        }
    }
}
