using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Results;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>How the problems of an act get onto the page that asked for it.</summary>
public static class PageProblems
{
    private const string Key = "Problems";

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
        page.ViewData[Key] = problems;
        if (problems.Any(p => p is NotAllowed))
            page.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    /// <summary>What <see cref="Show"/> put on this page; empty: nothing.</summary>
    internal static IReadOnlyList<Problem> ProblemsShown(this PageModel page) =>
        page.ViewData[Key] as IReadOnlyList<Problem> ?? [];

    /// <summary>The path where the reader of this sentence can go on; null: none.</summary>
    internal static string? LinkOf(
        Microsoft.AspNetCore.Mvc.ViewFeatures.ViewDataDictionary viewData,
        string sentence
    ) => (viewData[Key] as IReadOnlyList<Problem>)?.FirstOrDefault(p => p.Sentence == sentence)?.Link;
}
