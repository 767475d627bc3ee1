using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Findings;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Findings;

public sealed class AcceptModel(
    FindingDetailQueries findings,
    AcceptFinding accept,
    TakeAcceptanceBack takeBack,
    TimeProvider time
) : FindingPage(findings)
{
    private const int UsualDays = 90;

    [BindProperty]
    public AcceptInput Input { get; set; } = new();

    public DateOnly Tomorrow => Today.AddDays(1);

    public DateOnly Latest => Today.AddDays(AcceptFinding.LongestDays);

    public bool IsAccepted => Finding.IsAccepted(time.GetUtcNow());

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public override Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        Input.Until = Today.AddDays(UsualDays);
        return base.OnGetAsync(id, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken) =>
        await AnswerAsync(
            id,
            await accept.RunAsync(new(Input.ToAct(), id, Input.Until), cancellationToken),
            $"Accepted until {Input.Until:yyyy-MM-dd}. It counts as open again after that day.",
            cancellationToken
        );

    public async Task<IActionResult> OnPostTakeBackAsync(long id, CancellationToken cancellationToken)
    {
        // This form doesn't send it.
        ModelState.Remove("Input.Until");
        return await AnswerAsync(
            id,
            await takeBack.RunAsync(new(Input.ToAct(), id), cancellationToken),
            "It isn't accepted any more: it counts as open again.",
            cancellationToken
        );
    }

    private async Task<IActionResult> AnswerAsync(
        long id,
        Result<Finding> result,
        string message,
        CancellationToken cancellationToken
    )
    {
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = message;
        return RedirectToPage("/Findings/Details", new { id });
    }

    public sealed class AcceptInput : ActInput
    {
        public DateOnly Until { get; set; }
    }
}
