using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Reports;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages;

public sealed class IndexModel(HomeQueries home, CloseFirstNotice close, PeopleQueries people, CurrentUser user)
    : PageModel
{
    public HomeView Home { get; private set; } = null!;

    /// <summary>The roles of somebody whose labels no portfolio carries, in words; null: somebody else.</summary>
    public string? SeesNothing { get; private set; }

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    /// <summary>Who only reads comes for the grants.</summary>
    public bool GrantsFirst => !user.Holds(Role.Offboarder);

    public IReadOnlyList<OperationRow> NeedsAttention =>
        [.. Home.OpenOperations.Where(o => o.State == OperationState.NeedsAttention)];

    public IReadOnlyList<OperationRow> UnderWay =>
        [.. Home.OpenOperations.Where(o => o.State != OperationState.NeedsAttention)];

    public bool MayClose(FirstNotice notice) => user.May(Role.Administrator, notice.PortfolioId);

    /// <summary>One form for all: where there is more than one, and the asker may close some.</summary>
    public bool MayCloseAll => Home.FirstNotices.Count > 1 && Home.FirstNotices.Shown.Any(MayClose);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Home = await home.ReadAsync(cancellationToken);
        if (
            Home.Portfolios.Count == 0
            && await people.FindAsync(user.AccountId, cancellationToken) is { SeesNothing: true } row
        )
            SeesNothing = row.RolesInWords;
    }

    public async Task<IActionResult> OnPostCloseNoticeAsync(long portfolioId, CancellationToken cancellationToken)
    {
        var result = await close.RunAsync(portfolioId, cancellationToken);
        return await AnswerAsync(result.Problems, cancellationToken);
    }

    public async Task<IActionResult> OnPostCloseNoticesAsync(CancellationToken cancellationToken)
    {
        var result = await close.RunForAllAsync(cancellationToken);
        return await AnswerAsync(result.Problems, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(IReadOnlyList<Problem> problems, CancellationToken cancellationToken)
    {
        if (problems.Count == 0)
            return LocalRedirect("~/");
        if (problems.Any(p => p is NotFound))
            return NotFound();
        this.Show(problems);
        await OnGetAsync(cancellationToken);
        return Page();
    }
}
