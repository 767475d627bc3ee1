using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages;

/// <summary>
/// Stands in for every answer that has a status and no page of its own, most often 404. It answers any method (see
/// <see cref="ErrorModel"/>).
/// </summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class NotFoundModel(CurrentUser currentUser) : PageModel
{
    public bool IsSignedIn => currentUser.IsSignedIn;

    public bool IsNotFound => Response.StatusCode == StatusCodes.Status404NotFound;

    public string Title =>
        Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "Not found",
            StatusCodes.Status429TooManyRequests => "Too many tries",
            StatusCodes.Status503ServiceUnavailable => "Not ready yet",
            _ => "That didn't work",
        };

    public string Sentence =>
        Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest =>
                "The form was too old or incomplete. Nothing was changed. Go back, reload the page and send it again.",
            StatusCodes.Status404NotFound => "It isn't there, or you may not see it.",
            StatusCodes.Status413PayloadTooLarge => "What was sent is too large. Nothing was changed.",
            StatusCodes.Status429TooManyRequests => "Nothing was changed. Wait a minute, then try again.",
            StatusCodes.Status503ServiceUnavailable => "The tool is starting or being updated. Try again in a minute.",
            _ => "Nothing was changed. Go back and try again.",
        };

    /// <summary>Opened by its own address there is nothing to be found either.</summary>
    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context)
    {
        if (Response.StatusCode == StatusCodes.Status200OK)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
