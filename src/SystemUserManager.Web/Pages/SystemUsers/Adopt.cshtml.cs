using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>A CSV is looked at row by row, then what fits is adopted; the text stands in the form all the while.</summary>
// More than may be sent elsewhere, so that a file that is too large is answered in words.
[RequestSizeLimit(8 << 20)]
public sealed class AdoptModel(
    AdoptSystemUsers adopt,
    AdoptionQueries adoptions,
    ExportFoundSystemUsers template,
    TimeProvider time
) : PageModel
{
    private const string TextField = "Input.Text";

    [BindProperty]
    public AdoptInput Input { get; set; } = new();

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public int Found { get; private set; }

    /// <summary>null: no text was looked at yet, or it can't be read.</summary>
    public AdoptionPreview? Preview { get; private set; }

    /// <summary>null: nothing was asked for yet.</summary>
    public IReadOnlyList<AdoptedRow>? Adopted { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    /// <summary>Changes nothing. The reason is asked for with the rows in view.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        if (await Input.TakeAsync(Upload, cancellationToken) is { } wrong)
        {
            this.Show([InvalidValue.Of("Text", wrong)]);
            return await ShowAsync(cancellationToken);
        }

        // What the file holds is shown, not what stood in the box before.
        ModelState.Remove(TextField);
        await LookAsync(cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await adopt.RunAsync(
            new AdoptSystemUsersRequest(Input.ToAct(), Input.Text, Input.SawAtMeta),
            cancellationToken
        );
        if (result.Succeeded)
        {
            Adopted = result.Value;
            return await ShowAsync(cancellationToken);
        }

        this.Show(result.Problems);
        if (result.Problems.All(p => p.Field != "Text"))
            await LookAsync(cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    /// <summary>A POST, because it leaves rows in the audit log.</summary>
    public async Task<IActionResult> OnPostTemplateAsync(CancellationToken cancellationToken)
    {
        var day = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=\"found-system-users-{day}.csv\"";
        await template.WriteAsync(Response.Body, cancellationToken);
        return new EmptyResult();
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var preview = await adoptions.PreviewAsync(Input.Text, cancellationToken);
        if (preview.Problem is { } problem)
            this.Show([InvalidValue.Of("Text", problem)]);
        else
            Preview = preview;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Found = await adoptions.CountFoundAsync(cancellationToken);
        return Page();
    }
}
