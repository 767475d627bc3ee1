using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class DetailsModel(
    SystemUserQueries systemUsers,
    TokenQueries tokens,
    FindingQueries findings,
    HandOverQueries handOvers
) : PageModel
{
    public SystemUserDetail Detail { get; private set; } = null!;

    /// <summary>null: tokens can be revoked by this user now.</summary>
    public string? WhyNotRevoke { get; private set; }

    public IReadOnlyList<OperationRow> OpenOperations { get; private set; } = [];

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    /// <summary>null: it isn't offered to anybody.</summary>
    public OpenHandOver? HandOver { get; private set; }

    public IReadOnlyList<HistoryLine> History { get; private set; } = [];

    /// <summary>Where its token is read; null: none is in the vault.</summary>
    public SecretReading? Reading { get; private set; }

    public bool IsFound => Detail.SystemUser.Origin == SystemUserOrigin.Found;

    public bool APersonCopies => Detail.Consumers.Any(c => c.Delivery == TokenDelivery.PersonCopies);

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await systemUsers.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        WhyNotRevoke = (await tokens.PreviewRevokeAllAsync(id, cancellationToken))?.WhyNot;
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
