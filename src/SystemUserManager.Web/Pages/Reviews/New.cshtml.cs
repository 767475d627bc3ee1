using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Reviews;
using SystemUserManager.Sync;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Reviews;

/// <summary>Over what is looked stands in the address; what is decided is signed as one form.</summary>
public sealed class NewModel(
    ReviewSubjects subjects,
    PortfolioQueries portfolios,
    LabelQueries labels,
    ReadStandingQueries standings,
    GrantQueries grants,
    SignReview sign,
    CurrentUser user,
    TimeProvider time
) : PageModel
{
    private const int UsualDays = 180;

    [BindProperty(SupportsGet = true)]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? OwnerId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    [BindProperty(SupportsGet = true, Name = Pager.Parameter)]
    public string? After { get; set; }

    [BindProperty]
    public ReviewInput Input { get; set; } = new();

    /// <summary>null: nothing is chosen yet.</summary>
    public ReviewSheet? Sheet { get; private set; }

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public IReadOnlyList<Person> Owners { get; private set; } = [];

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    /// <summary>null: this user may sign for some of them.</summary>
    public string? WhyNot =>
        Sheet?.Rows.Rows.Any(r => r.MayAnswer) == true
            ? null
            : "Owners sign for their own system users, and administrators for all of their portfolios.";

    public string WhatFollows =>
        (
            user.Holds(Role.Offboarder)
                ? "“Revoke all tokens” starts at once and can’t be undone."
                : "“Revoke all tokens” starts nothing, because your role doesn’t revoke: an offboarder or an administrator does it from the signed review."
        ) + " “Reduce” changes nothing yet: the signed review leads to Change access.";

    private ReviewScope Scope => new(PortfolioId, OwnerId, Label);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Input.NextOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(UsualDays);
        return ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(cancellationToken);
        var result = await sign.RunAsync(Input.ToRequest(Scope), cancellationToken);
        if (result.Problems.Any(p => p is NotFound))
            return NotFound();
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(cancellationToken);
        }

        var next = (await subjects.SheetAsync(Scope, After, cancellationToken))?.Rows.Next;
        TempData["Message"] = next is null
            ? "The review is signed."
            : "This part is signed and stands among the reviews. Here is the next part.";
        return next is null
            ? RedirectToPage("/Reviews/Details", new { id = result.Value })
            : RedirectToPage(
                new
                {
                    PortfolioId,
                    OwnerId,
                    Label,
                    after = next,
                }
            );
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!Scope.IsEmpty)
        {
            Sheet = await subjects.SheetAsync(Scope, After, cancellationToken);
            if (Sheet is null)
                return NotFound();
            Standing = await standings.FindAsync(
                ReadStandingQueries.OfSystemUsers,
                PortfolioId,
                Label,
                cancellationToken
            );
        }

        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Owners = await grants.OwnersAsync(asOf: null, cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        return Page();
    }
}
