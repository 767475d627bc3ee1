using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Reviews;

namespace SystemUserManager.Web.Pages.Reviews;

/// <summary>A signed review, with all that was signed together with it.</summary>
public sealed class DetailsModel(ReviewQueries reviews, ExportReview export, CurrentUser user) : PageModel
{
    /// <summary>There whenever the page is shown.</summary>
    public ReviewDetail Detail { get; private set; } = null!;

    public bool MayChange => user.Holds(Role.Administrator);

    public bool MayRevoke => user.Holds(Role.Offboarder);

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }

    /// <summary>A POST, because it leaves rows in the audit log.</summary>
    public async Task<IActionResult> OnPostCsvAsync(long id, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        var day = detail.Review.SignedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"review-{id}-{day}.csv\"";
        await export.WriteAsync(id, Response.Body, cancellationToken);
        return new EmptyResult();
    }
}
