using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class DetailsModel(
    SystemUserQueries systemUsers,
    AccessQueries access,
    TokenQueries tokens,
    FindingQueries findings,
    CompleteChecklistLine complete,
    CurrentUser user,
    HandOverQueries handOvers
) : PageModel
{
    public SystemUserDetail Detail { get; private set; } = null!;

    /// <summary>null: tokens can be revoked by this user now.</summary>
    public string? WhyNotRevoke { get; private set; }

    /// <summary>null: what it reaches can be changed by this user now.</summary>
    public string? WhyNotChange { get; private set; }

    /// <summary>What a person has to do in Meta's own pages, and what was done.</summary>
    public IReadOnlyList<ChecklistLine> Checklist { get; private set; } = [];

    public IReadOnlyList<OperationRow> OpenOperations { get; private set; } = [];

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    /// <summary>null: it isn't offered to anybody.</summary>
    public OpenHandOver? HandOver { get; private set; }

    public IReadOnlyList<HistoryLine> History { get; private set; } = [];

    /// <summary>Where its token is read; null: none is in the vault.</summary>
    public SecretReading? Reading { get; private set; }

    public bool IsFound => Detail.SystemUser.Origin == SystemUserOrigin.Found;

    public bool APersonCopies => Detail.Consumers.Any(c => c.Delivery == TokenDelivery.PersonCopies);

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostDoneAsync(long id, long line, CancellationToken cancellationToken)
    {
        var result = await complete.RunAsync(id, line, cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/SystemUsers/{id}");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await systemUsers.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        WhyNotRevoke = (await tokens.PreviewRevokeAllAsync(id, cancellationToken))?.WhyNot;
        WhyNotChange = user.May(Role.Administrator, detail.SystemUser.PortfolioId)
            ? (await access.FindAsync(id, cancellationToken))?.WhyNot
            : "Only administrators change what it reaches.";
        Checklist = await access.ChecklistAsync(id, cancellationToken);
        OpenOperations =
        [
            .. detail.Operations.Where(o => o.State is not (OperationState.Done or OperationState.Failed)),
        ];
        Findings = await findings.OfSystemUserAsync(id, cancellationToken);
        HandOver = await handOvers.FindOpenAsync(id, cancellationToken);
        History = HistoryLine.Of(detail);
        var secret = detail.Tokens.FirstOrDefault(t => t.IsLive)?.SecretName;
        Reading = secret is null ? null : SecretReading.Of(detail.Portfolio.VaultUri, secret);
        return Page();
    }
}
