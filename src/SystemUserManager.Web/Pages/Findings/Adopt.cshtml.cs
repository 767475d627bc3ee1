using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Findings;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Findings;

public sealed class AdoptModel(FindingDetailQueries findings, AdoptFinding adopt) : FindingPage(findings)
{
    private const string NoSuchAnswer = "A finding of this kind can't be adopted: accept it until a day instead.";

    [BindProperty]
    public AnswerInput Input { get; set; } = new();

    /// <summary>null: it can be adopted by this user now.</summary>
    public string? WhyNot => Detail.Way(FindingAnswer.Adopt) is { } way ? way.WhyNot : NoSuchAnswer;

    public string? WhyNotLink => Detail.Way(FindingAnswer.Adopt)?.WhyNotLink;

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await base.OnGetAsync(id, cancellationToken);
        // Of one that nobody answers for yet, the record asks who does.
        if (Detail?.Way(FindingAnswer.Adopt) is { WhyNot: null } way && way.Path != $"{Path}/Adopt")
            return LocalRedirect($"~{way.Path}");
        Input.Saw = Detail?.Finding.AtMeta;
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await adopt.RunAsync(new(Input.ToAct(), id, Input.Saw), cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(id, cancellationToken);
        }

        TempData["Message"] = "Adopted: the record says now what Meta shows. Nothing was changed at Meta.";
        return RedirectToPage("/Findings/Details", new { id });
    }
}
