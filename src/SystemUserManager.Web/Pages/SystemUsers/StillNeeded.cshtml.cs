using Microsoft.AspNetCore.Mvc;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class StillNeededModel(
    SystemUserQueries systemUsers,
    HandOverQueries handOvers,
    ConfirmNeeded confirm,
    TimeProvider time
) : SystemUserPage(systemUsers)
{
    private const int UsualDays = 180;

    [BindProperty]
    public StillNeededInput Input { get; set; } = new();

    /// <summary>null: this user may.</summary>
    public string? WhyNot { get; private set; }

    public override Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        Input.NextReviewOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(UsualDays);
        return base.OnGetAsync(id, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await confirm.RunAsync(new(Input.ToAct(), id, Input.NextReviewOn), cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = $"{result.Value.Name} is still needed; asked again on {Input.NextReviewOn:yyyy-MM-dd}.";
        return RedirectToPage("/SystemUsers/Details", new { id });
    }

    protected override async Task ReadAsync(CancellationToken cancellationToken) =>
        WhyNot = await handOvers.MayAnswerForAsync(SystemUser, cancellationToken)
            ? null
            : "Its owner or an administrator of the portfolio says so.";

    public sealed class StillNeededInput : ActInput
    {
        public DateOnly NextReviewOn { get; set; }
    }
}
