using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.People;

public sealed class MatchModel(OwnedQueries people, BusinessPeopleQueries listed, MatchBusinessPerson match) : PageModel
{
    [BindProperty]
    public MatchInput Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>Our id of the match that is to be undone; null: one is to be made.</summary>
    [BindProperty(SupportsGet = true, Name = "undo")]
    public long? Undo { get; set; }

    public PersonDetail Detail { get; private set; } = null!;

    /// <summary>null: a match is to be made.</summary>
    public ListedPerson? Undone { get; private set; }

    public IReadOnlyList<ListedPerson> Candidates { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await match.RunAsync(
            new(Input.ToAct(), id, Input.BusinessPersonId, Input.IsMatch),
            cancellationToken
        );
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = Input.IsMatch
            ? $"{result.Value} is matched. It is shown here when Meta lists them no more."
            : "The match was undone.";
        return RedirectToPage("/People/Details", new { id });
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(id, cancellationToken) is not { } detail || detail.Person.IsTeam)
            return NotFound();
        Detail = detail;
        if (Undo is { } undo)
        {
            Undone = (await listed.MatchesAsync(id, cancellationToken)).Find(m => m.Id == undo);
            return Undone is null ? NotFound() : Page();
        }

        Candidates = string.IsNullOrWhiteSpace(Search)
            ? await listed.ProposedAsync(id, cancellationToken)
            : await listed.FindAsync(Search, cancellationToken);
        return Page();
    }

    public sealed class MatchInput : ActInput
    {
        public long BusinessPersonId { get; set; }

        public bool IsMatch { get; set; }
    }
}
