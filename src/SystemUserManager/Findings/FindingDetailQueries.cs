using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <param name="Says">null: it isn't said there, or isn't a matter of this side.</param>
/// <param name="Readings">The parts of a read that it rests on; empty: no read tells it.</param>
public sealed record FindingSide(string? Says, IReadOnlyList<ReadPart> Readings);

/// <summary>Who changed it, according to Meta's activity log of the ad account.</summary>
public sealed record FindingChangedBy(string Name, DateTimeOffset? At);

/// <summary>One thing that can be done about a finding.</summary>
/// <param name="Path">A local path.</param>
/// <param name="WhyNot">A sentence on why it is off; null: it is open.</param>
/// <param name="WhyNotLink">A local path to what stands in the way; null: none.</param>
public sealed record FindingWay(FindingAnswer Answer, string Path, string? WhyNot, string? WhyNotLink = null)
{
    /// <summary>Where the answer can be given for one of several: the name of this one. null: there is no choice.</summary>
    public string? Of { get; init; }
}

/// <param name="Along">Names of assets that came or went along with an asset group.</param>
/// <param name="NeedsHands">Reverting it only puts a line on the checklist: Meta's API can't take this asset away.</param>
/// <param name="TokenAskedAt">When Meta was last asked about the token that it is about.</param>
/// <param name="WhyNotAccept">A sentence on why this user can't accept it; null: they can.</param>
public sealed record FindingDetail(
    Finding Finding,
    FindingRow Row,
    Portfolio Portfolio,
    AssetKind? AssetKind,
    FindingSide AtMeta,
    FindingSide InVault,
    DateTimeOffset? TokenAskedAt,
    FindingChangedBy? ChangedBy,
    IReadOnlyList<string> Along,
    bool NeedsHands,
    IReadOnlyList<OperationRow> UnderWay,
    IReadOnlyList<FindingWay> Ways,
    string? WhyNotAccept
)
{
    public FindingRule Rule => FindingRules.Of(Finding.Kind);

    /// <summary>What a person does in Meta's own pages, where this product can't do it; null: nothing.</summary>
    public FindingByHand? ByHand { get; init; }

    /// <summary>null: this answer isn't one of its kind.</summary>
    public FindingWay? Way(FindingAnswer answer) => Ways.FirstOrDefault(w => w.Answer == answer);
}

/// <summary>Reads one finding with its three sides and what can be done about it; tenancy applies.</summary>
public sealed class FindingDetailQueries(AppDb db, CurrentUser user, FindingWays ways, OperationQueries operations)
{
    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<FindingDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var finding = await db.Findings.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (finding is null)
            return null;
        var row = await db.Findings.Where(f => f.Id == id).ToRows(db).SingleAsync(cancellationToken);
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == finding.PortfolioId, cancellationToken);
        var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
        var kind = await db
            .Assets.Where(a => a.Id == finding.AssetId)
            .Select(a => (AssetKind?)a.Kind)
            .FirstOrDefaultAsync(cancellationToken);
        var partner = await db
            .Partners.Where(p => p.Id == finding.PartnerId)
            .Select(p => (PartnerRelation?)p.Relation)
            .FirstOrDefaultAsync(cancellationToken);
        var parts = await db
            .SyncParts.Where(p => p.PortfolioId == finding.PortfolioId)
            .Select(p => new ReadPart(p.Edge, p.LastCompleteReadAt, p.LastProblem))
            .ToListAsync(cancellationToken);
        var may = user.May(Role.Administrator, finding.PortfolioId);
        return new FindingDetail(
            finding,
            row,
            portfolio,
            kind,
            new FindingSide(finding.AtMeta, Of(parts, FindingReadings.AtMeta(finding, kind, partner))),
            new FindingSide(finding.InVault, Of(parts, FindingReadings.InVault(finding))),
            await db
                .Tokens.Where(t => t.Id == finding.TokenId)
                .Select(t => t.HealthCheckedAt)
                .FirstOrDefaultAsync(cancellationToken),
            await ChangedByAsync(finding, cancellationToken),
            [.. now.Along.Select(a => a.Asset.Name)],
            now.NeedsHands,
            await UnderWayAsync(finding, cancellationToken),
            await ways.OfAsync(now, portfolio, cancellationToken),
            !may ? FindingWays.OnlyAdministrators
                : finding.IsOpen ? null
                : "It is resolved."
        )
        {
            ByHand = finding.IsOpen ? FindingByHand.Of(finding, row) : null,
        };
    }

    private static IReadOnlyList<ReadPart> Of(IReadOnlyList<ReadPart> parts, IReadOnlyList<string> edges) =>
        [.. edges.Select(e => parts.FirstOrDefault(p => p.Edge == e) ?? new ReadPart(e, null, null))];

    private async Task<FindingChangedBy?> ChangedByAsync(Finding finding, CancellationToken cancellationToken)
    {
        if (!FindingNow.IsAboutAccess(finding.Kind))
            return null;
        var latest = await db
            .SeenGrants.Where(g => g.SystemUserId == finding.SystemUserId && g.AssetId == finding.AssetId)
            .OrderByDescending(g => g.ValidFrom)
            .ThenByDescending(g => g.Id)
            .Select(g => new
            {
                g.ChangedByName,
                g.ChangedAt,
                g.EndedByName,
                g.EndedAt,
            })
            .FirstOrDefaultAsync(cancellationToken);
        var (name, at) =
            finding.Kind == FindingKind.GrantRemoved
                ? (latest?.EndedByName, latest?.EndedAt)
                : (latest?.ChangedByName, latest?.ChangedAt);
        return name is null ? null : new FindingChangedBy(name, at);
    }

    private async Task<IReadOnlyList<OperationRow>> UnderWayAsync(Finding finding, CancellationToken cancellationToken)
    {
        if (finding.SystemUserId is null)
            return [];
        var all = await operations.ListAsync(
            new OperationFilter { SystemUserId = finding.SystemUserId },
            null,
            cancellationToken
        );
        return [.. all.Rows.Where(o => o.State is not (OperationState.Done or OperationState.Failed))];
    }
}
