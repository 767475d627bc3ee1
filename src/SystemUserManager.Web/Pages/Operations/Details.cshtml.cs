using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Operations;

public sealed class DetailsModel(
    OperationQueries operations,
    PortfolioQueries portfolios,
    DecideOperation decideOperation,
    CurrentUser user,
    TimeProvider time
) : PageModel
{
    /// <summary>There whenever the page is shown.</summary>
    public OperationDetail Detail { get; private set; } = null!;

    public OperationRow Row => Detail.Row;

    public IReadOnlyList<Decision> Decisions { get; private set; } = [];

    /// <summary>What it stands at or came to, in a sentence; null: nothing to say yet.</summary>
    public string? Says =>
        Row switch
        {
            { State: OperationState.Waiting, WaitsUntil: { } until } =>
                $"Waiting until {TimeWords.Clock(until, time.GetUtcNow())} ({TimeWords.Relative(until, time.GetUtcNow())}). {Row.Outcome}",
            { State: OperationState.Waiting, Outcome: null } => "Waiting for a worker to take it up.",
            _ => Row.Outcome,
        };

    /// <summary>Its portfolio isn't connected, and this user may try again.</summary>
    public bool MayConnectAgain { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        await ShowAsync(id, null, new ActInput(), cancellationToken);

    /// <summary>Each choice has its own form; the choice's name stands before its fields.</summary>
    public async Task<IActionResult> OnPostDecideAsync(
        long id,
        OperationChoice choice,
        CancellationToken cancellationToken
    )
    {
        var input = new ActInput();
        await TryUpdateModelAsync(input, choice.ToString());
        var result = await decideOperation.RunAsync(new(input.ToAct(), id, choice), cancellationToken);
        if (result.Succeeded)
            return RedirectToPage("/Operations/Details", new { id = result.Value });
        this.Show(result.Problems, choice.ToString());
        return await ShowAsync(id, choice, input, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(
        long id,
        OperationChoice? sent,
        ActInput input,
        CancellationToken cancellationToken
    )
    {
        if (await operations.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        MayConnectAgain =
            detail.IsSettled
            && detail.Row.Kind == OperationKind.ConnectPortfolio
            && user.MayEverywhere(Role.Administrator)
            && detail.Row.PortfolioId is { } portfolio
            && await portfolios.FindNotConnectedAsync(portfolio, cancellationToken) is not null;
        Decisions = [.. detail.Choices.Select(c => new Decision(c, c == sent ? input : new ActInput(), WhyNot(c)))];
        return Page();
    }

    private string? WhyNot(OperationChoice choice)
    {
        var role = DecideOperation.RoleFor(Row.Kind, choice);
        if (user.May(role, Row.PortfolioId))
            return null;
        return role == Role.Offboarder
            ? "An offboarder or administrator of this portfolio decides that."
            : "An administrator of this portfolio decides that.";
    }
}
