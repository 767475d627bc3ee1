using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Findings;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Findings;

public sealed class RevertModel(FindingDetailQueries findings, RevertFinding revert) : FindingPage(findings)
{
    private const string NoSuchAnswer = "There is nothing that could be put back for a finding of this kind.";

    [BindProperty]
    public AnswerInput Input { get; set; } = new();

    /// <summary>null: it can be put back by this user now.</summary>
    public string? WhyNot => Detail.Way(FindingAnswer.Revert) is { } way ? way.WhyNot : NoSuchAnswer;

    public string? WhyNotLink => Detail.Way(FindingAnswer.Revert)?.WhyNotLink;

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await base.OnGetAsync(id, cancellationToken);
        Input.Saw = Detail?.Finding.AtMeta;
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await revert.AskAsync(new(Input.ToAct(), id, Input.Saw), cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }
}
