using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class LabelsModel(PortfolioQueries portfolios, LabelQueries labels, ChangeLabels changeLabels)
    : PortfolioPage(portfolios)
{
    [BindProperty]
    public LabelsInput Input { get; set; } = new();

    /// <summary>Who sees it through its labels, in words.</summary>
    public IReadOnlyList<string> SeenBy { get; private set; } = [];

    public string Hint { get; private set; } = "";

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        Input.Labels = string.Join('\n', await labels.OfAsync(id, cancellationToken));
        return await ShowLabelsAsync(id, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await changeLabels.RunAsync(
            new ChangeLabelsRequest(id, PortfolioLabels.Split(Input.Labels)),
            cancellationToken
        );
        if (result.Succeeded)
        {
            TempData["Message"] = $"The labels of {result.Value.Name} were saved.";
            return RedirectToPage("/Portfolios/Details", new { id });
        }

        if (PortfolioLabels.Split(Input.Labels).Any(ConnectPortfolio.LooksLikeASecret))
            ModelState.SetModelValue("Input.Labels", rawValue: "", attemptedValue: "");
        this.Show(result.Problems);
        return await ShowLabelsAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowLabelsAsync(long id, CancellationToken cancellationToken)
    {
        SeenBy = await labels.SeenByAsync(id, cancellationToken);
        var known = (await labels.AllForRolesAsync(cancellationToken)).Select(l => l.Label).ToList();
        Hint =
            $"One a line, at most {PortfolioLabels.MostOfOne} of at most {PortfolioLabels.Longest} characters. Upper and lower case make no difference."
            + (known.Count == 0 ? "" : $" In use: {string.Join(", ", known)}.");
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class LabelsInput
    {
        /// <summary>One a line, or commas between them.</summary>
        public string? Labels { get; set; }
    }
}
