using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class ConnectModel(
    ConnectPortfolio connectPortfolio,
    PortfolioQueries portfolios,
    IEnumerable<SandboxAddresses> sandbox
) : PageModel
{
    // Longer than a name that somebody types, shorter than any secret that isn't recognised by its shape.
    private const int LongestNameShownAgain = 60;

    /// <summary>A portfolio whose connecting stopped: its values fill the form.</summary>
    [BindProperty(SupportsGet = true)]
    public long? From { get; set; }

    [BindProperty]
    public ConnectInput Input { get; set; } = new();

    /// <summary>Those that aren't connected yet; empty without the sandbox.</summary>
    public IReadOnlyList<DemoPortfolio> Demos { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (From is { } id && await portfolios.FindNotConnectedAsync(id, cancellationToken) is { } earlier)
            Input.Take(earlier);
        await ShowDemosAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await connectPortfolio.AskAsync(Input.ToRequest(), cancellationToken);
        return await AnswerAsync(result, cancellationToken);
    }

    public async Task<IActionResult> OnPostDemoAsync(
        string businessId,
        Guid requestKey,
        CancellationToken cancellationToken
    )
    {
        if (!sandbox.Any() || DemoPortfolio.All.FirstOrDefault(d => d.BusinessId == businessId) is not { } demo)
            return NotFound();
        ModelState.Clear();
        return await AnswerAsync(
            await connectPortfolio.AskAsync(demo.ToRequest(requestKey), cancellationToken),
            cancellationToken
        );
    }

    private async Task<IActionResult> AnswerAsync(Result<long> result, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
            return RedirectToPage("/Operations/Details", new { id = result.Value });
        ForgetSecrets();
        this.Show(result.Problems);
        await ShowDemosAsync(cancellationToken);
        return Page();
    }

    /// <summary>A secret that was pasted where a name or an id belongs must not come back with the page.</summary>
    private void ForgetSecrets()
    {
        foreach (var (key, entry) in ModelState.ToList())
        {
            var text = entry!.AttemptedValue;
            var tooLong =
                key is "Input.ControlTokenSecret" or "Input.AppSecretSecret" && text?.Length > LongestNameShownAgain;
            if (tooLong || ConnectPortfolio.LooksLikeASecret(text))
                // Not null: the control would then show the model's own value.
                ModelState.SetModelValue(key, rawValue: "", attemptedValue: "");
        }
    }

    private async Task ShowDemosAsync(CancellationToken cancellationToken)
    {
        if (!sandbox.Any())
            return;
        var connected = (await portfolios.ListAsync(cancellationToken))
            .Where(p => p.State is PortfolioState.Connected or PortfolioState.NoAccess)
            .Select(p => p.BusinessId)
            .ToHashSet();
        Demos = [.. DemoPortfolio.All.Where(d => !connected.Contains(d.BusinessId))];
    }
}
