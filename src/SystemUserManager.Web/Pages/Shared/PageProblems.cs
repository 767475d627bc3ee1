using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Results;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>How the problems of an act get onto the page that asked for it.</summary>
public static class PageProblems
{
    /// <summary>
    /// Puts each problem at its field (<c>Input.{Field}</c>) or at the whole form; the page then answers with
    /// <c>Page()</c>, and everything typed is kept.
    /// </summary>
    public static void Show(this PageModel page, IReadOnlyList<Problem> problems, string prefix = "Input")
    {
        foreach (var problem in problems)
            page.ModelState.AddModelError(
                problem.Field is null ? ""
                    : prefix.Length == 0 ? problem.Field
                    : $"{prefix}.{problem.Field}",
                problem.Sentence
            );
    }
}
