using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Apps;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class DetailsModel(
    PortfolioQueries portfolios,
    OperationQueries operations,
    FindingQueries findings,
    PortfolioAppQueries apps,
    LabelQueries labels,
    DisconnectQueries disconnect,
    CurrentUser user,
    TimeProvider time
) : PortfolioPage(portfolios)
{
    private const int ShownOperations = 8;

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    /// <summary>Besides the one that it was connected through.</summary>
    public IReadOnlyList<PortfolioAppRow> OtherApps { get; private set; } = [];

    public IReadOnlyList<string> Labels { get; private set; } = [];

    /// <summary>Of a disconnected one, the live tokens that are still known there.</summary>
    public IReadOnlyList<LiveTokens> Live { get; private set; } = [];

    public int LiveCount => Live.Sum(l => l.Tokens.Count);

    /// <summary>null: this user may disconnect it.</summary>
    public string? WhyNotDisconnect =>
        user.May(Role.Administrator, Portfolio.Id) ? null : "An administrator of this portfolio does that.";

    public bool WasConnected => Portfolio.State is PortfolioState.Connected or PortfolioState.NoAccess;

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    /// <summary>null: this user may start a read.</summary>
    public string? WhyNotRead =>
        user.May(Role.Offboarder, Portfolio.Id)
            ? null
            : "An offboarder or administrator of this portfolio can start one.";

    /// <summary>null: this user may switch the mode.</summary>
    public string? WhyNotSwitch =>
        user.May(Role.Administrator, Portfolio.Id) ? null : "An administrator of this portfolio can switch it.";

    /// <summary>null: this user may add apps.</summary>
    public string? WhyNotAddApp =>
        user.May(Role.Administrator, Portfolio.Id)
            ? PortfolioRules.WhyItCannotBeRead(Portfolio)
            : "An administrator of this portfolio does that.";

    /// <summary>null: this user may have secrets of the vault checked.</summary>
    public string? WhyNotCheckSecrets =>
        user.May(Role.Administrator, Portfolio.Id) ? null : "An administrator of this portfolio does that.";

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Parts that the latest read didn't reach the end of, and why.</summary>
    public IReadOnlyList<ReadPart> NotRead => [.. Detail.ReadParts.Where(p => p.Problem is not null)];

    public IReadOnlyList<ReadPart> Read => [.. Detail.ReadParts.Where(p => p.Problem is null)];

    public IReadOnlyList<string> Scopes => TaskSet.Parse(Portfolio.ControlTokenScopes);

    public IEnumerable<OperationRow> Operations => Detail.Operations.Take(ShownOperations);

    /// <summary>The latest that connected it, or tried to.</summary>
    public OperationRow? Connecting { get; private set; }

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var connects = new OperationFilter { PortfolioId = id, Kind = OperationKind.ConnectPortfolio };
        Connecting = (await operations.NewestAsync(connects, cancellationToken)) is [var latest, ..] ? latest : null;
        OtherApps = await apps.ListAsync(id, cancellationToken);
        Findings = await findings.OfPortfolioAsync(id, cancellationToken);
        Labels = await labels.OfAsync(id, cancellationToken);
        var page = await ShowAsync(id, cancellationToken);
        if (Detail?.Portfolio.DisconnectedAt is not null)
            Live = await disconnect.LiveAsync(id, cancellationToken);
        return page;
    }
}
