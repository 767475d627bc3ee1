using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Findings;

/// <summary>One answer to the findings that stand in the address: whom it fits, then what came of each.</summary>
public sealed class AnswerModel(BulkAnswerQueries queries, AnswerFindings answer, OwnerQueries owners) : PageModel
{
    private const int MostPeople = 500;

    [BindProperty(SupportsGet = true)]
    public List<long> Ids { get; set; } = [];

    /// <summary>null: none is chosen yet.</summary>
    [BindProperty(SupportsGet = true)]
    public BulkAnswer? Answer { get; set; }

    [BindProperty]
    public BulkInput Input { get; set; } = new();

    public IReadOnlyList<ChosenFinding> Chosen { get; private set; } = [];

    /// <summary>null: nothing was asked for yet.</summary>
    public IReadOnlyList<AnsweredFinding>? Answered { get; private set; }

    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    public bool IsTooMany => Ids.Distinct().Count() > BulkAnswerQueries.Most;

    /// <summary>Of those that a renaming fits, one for each system user.</summary>
    public IEnumerable<ChosenFinding> Renamed =>
        Chosen.Where(c => c.WhyNot is null && c.SystemUserId is not null).DistinctBy(c => c.SystemUserId);

    public int Fits => Chosen.Count(c => c.WhyNot is null);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || Answer is not { } given)
            return await ShowAsync(cancellationToken);
        var result = await answer.RunAsync(Input.ToRequest(Ids, given), cancellationToken);
        if (result.Problems.Any(p => p is NotFound))
            return NotFound();
        if (result.Succeeded)
        {
            Answered = result.Value;
            return Page();
        }

        this.Show(result.Problems);
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (Ids.Count == 0 || IsTooMany)
            return Page();
        Chosen = await queries.PreviewAsync(Ids, Answer, cancellationToken);
        if (Chosen.Count == 0)
            return NotFound();
        if (Answer == BulkAnswer.Rename)
            foreach (var one in Renamed)
                Input.Names.TryAdd(one.SystemUserId!.Value, one.ProposedName);
        if (Answer == BulkAnswer.AssignOwner)
            People = await owners.OptionsAsync(MostPeople, cancellationToken);
        return Page();
    }

    public sealed class BulkInput : ActInput
    {
        public DateOnly? Until { get; set; }

        public string? Owner { get; set; }

        public bool OwnerIsTeam { get; set; }

        /// <summary>New names, by system user.</summary>
        public Dictionary<long, string?> Names { get; set; } = [];

        public AnswerFindingsRequest ToRequest(IReadOnlyList<long> ids, BulkAnswer answer) =>
            new(ToAct(), ids, answer, Until, TypedPersonText.Read(Owner, OwnerIsTeam), Names);
    }
}
