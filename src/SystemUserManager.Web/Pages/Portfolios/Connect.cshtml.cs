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
        this.ForgetSecrets("Input.ControlTokenSecret", "Input.AppSecretSecret");
        this.Show(result.Problems);
        await ShowDemosAsync(cancellationToken);
        return Page();
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
