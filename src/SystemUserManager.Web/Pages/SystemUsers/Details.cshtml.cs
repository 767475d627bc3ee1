using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class DetailsModel(
    SystemUserQueries systemUsers,
    SystemUserActQueries acts,
    AccessQueries access,
    TokenQueries tokens,
    FindingQueries findings,
    UnreadKindQueries unreadKinds,
    ReadStandingQueries standings,
    CompleteChecklistLine complete,
    ConfirmConsumer confirm,
    MakeConfirmationLink makeLink,
    HandOverQueries handOvers,
    CurrentUser user
) : PageModel
{
    public SystemUserDetail Detail { get; private set; } = null!;

    public SystemUserActs Acts { get; private set; } = null!;

    /// <summary>Of each app the token that its consumers should work with, the newest first; empty: none is proved.</summary>
    public IReadOnlyList<Token> TokensToConfirm { get; private set; } = [];

    /// <summary>A link that was made a moment ago: its only showing. null: none was.</summary>
    public ConfirmationLink? MadeLink { get; private set; }

    public string? MadeLinkAddress => Url.PageLink("/SystemUsers/Confirm", values: new { code = MadeLink?.Code });

    public bool MayMakeLinks => user.May(Role.Administrator, Detail.Portfolio.Id);

    /// <summary>null: tokens can be revoked by this user now.</summary>
    public string? WhyNotRevoke { get; private set; }

    /// <summary>null: what it reaches can be changed by this user now.</summary>
    public string? WhyNotChange { get; private set; }

    /// <summary>null: this user may say that a line of the checklist was done.</summary>
    public string? WhyNotDone =>
        user.May(Role.Offboarder, Detail.Portfolio.Id) ? null : CompleteChecklistLine.OnlyOffboarders;

    /// <summary>What a person has to do in Meta's own pages, and what was done.</summary>
    public IReadOnlyList<ChecklistLine> Checklist { get; private set; } = [];

    public IReadOnlyList<OperationRow> OpenOperations { get; private set; } = [];

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    /// <summary>Of these it isn't known whether it reaches them.</summary>
    public IReadOnlyList<UnreadKind> UnreadKinds { get; private set; } = [];

    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    /// <summary>null: it isn't offered to anybody.</summary>
    public OpenHandOver? HandOver { get; private set; }

    public IReadOnlyList<HistoryLine> History { get; private set; } = [];

    /// <summary>Where its token is read; null: none is in the vault.</summary>
    public SecretReading? Reading { get; private set; }

    public bool IsFound => Detail.SystemUser.Origin == SystemUserOrigin.Found;

    /// <summary>When all tokens of one that was found were last proved to be dead, with none made here since; null: never, or it isn't known.</summary>
    public DateTimeOffset? AllRevokedAt =>
        Detail
            .Operations.Where(o => o is { Kind: OperationKind.RevokeAllTokens, State: OperationState.Done })
            .Max(o => o.EndedAt)
            is { } at
        && Detail.Tokens.All(t => t.IsDead || t.IssuedAt < at)
            ? at
            : null;

    public bool APersonCopies => Detail.Consumers.Any(c => c.Delivery == TokenDelivery.PersonCopies);

    public bool MayConfirm(Consumer consumer) => MayMakeLinks || consumer.IsContact(user.Email);

    /// <summary>Meta's id of the app whose token it was last said to work with; null: nobody said so of any.</summary>
    public string? AppOf(Consumer consumer) =>
        Detail.Tokens.FirstOrDefault(t => t.Id == consumer.ConfirmedTokenId)?.AppId;

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

    public async Task<IActionResult> OnPostConfirmAsync(
        long id,
        long consumerId,
        long? tokenId,
        CancellationToken cancellationToken
    )
    {
        var result = await confirm.RunAsync(consumerId, tokenId, cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/SystemUsers/{id}#consumers");
        this.Show(result.Problems);
        return result.Problems.Any(p => p is Results.NotFound) ? NotFound() : await ShowAsync(id, cancellationToken);
    }

    /// <summary>Answered with the page itself and not with a redirect: the link is shown once and kept nowhere.</summary>
    public async Task<IActionResult> OnPostLinkAsync(
        long id,
        long consumerId,
        long? tokenId,
        CancellationToken cancellationToken
    )
    {
        var result = await makeLink.RunAsync(consumerId, tokenId, cancellationToken);
        if (result.Succeeded)
            MadeLink = result.Value;
        else
            this.Show(result.Problems);
        return result.Problems.Any(p => p is Results.NotFound) ? NotFound() : await ShowAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (
            await systemUsers.FindAsync(id, cancellationToken) is not { } detail
            || await acts.FindAsync(id, cancellationToken) is not { } possible
        )
            return NotFound();
        (Detail, Acts) = (detail, possible);
        TokensToConfirm = ProvedTokens.Of(detail.Tokens);
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
        UnreadKinds = await unreadKinds.FindAsync(new GrantFilter { SystemUserId = id }, cancellationToken);
        Standing = await standings.FindAsync(
            ReadStandingQueries.OfSystemUsers,
            detail.SystemUser.PortfolioId,
            label: null,
            cancellationToken
        );
        HandOver = await handOvers.FindOpenAsync(id, cancellationToken);
        History = HistoryLine.Of(detail);
        var secret = detail.Tokens.FirstOrDefault(t => t.IsLive)?.SecretName;
        Reading = secret is null ? null : SecretReading.Of(detail.Portfolio.VaultUri, secret);
        return Page();
    }
}
