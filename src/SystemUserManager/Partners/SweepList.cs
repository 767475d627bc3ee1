using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Partners;

/// <param name="SystemUserId">Whom it is about; null: the partner alone.</param>
internal sealed record SweepLine(string Text, long? SystemUserId = null);

/// <summary>What a person looks at or does because a partner ends, as lines of the checklist.</summary>
internal sealed record SweepList(IReadOnlyList<SweepLine> Lines)
{
    /// <summary>Of what is tied to it now.</summary>
    public static async Task<SweepList> OfAsync(AppDb db, Partner partner, CancellationToken cancellationToken)
    {
        var ties = await PartnerTies.FindAsync(db, partner, cancellationToken);
        var kinds = await db
            .Assets.Where(a => a.PortfolioId == partner.PortfolioId && a.GoneAt == null)
            .Where(a => a.IsOwned ? a.Kind == AssetKind.WhatsAppBusinessAccount : a.OwnerBusinessId == null)
            .Select(a => new { a.IsOwned, a.Name })
            .ToListAsync(cancellationToken);
        var isAgency = partner.Relation == PartnerRelation.Agency;
        List<SweepLine> lines =
        [
            .. ties.SystemUsers.Where(s => !s.IsControl).Select(s => Of(s, partner)),
            .. ties.Tokens.Select(t => new SweepLine(
                $"The token of {t.SystemUserName} in the secret {t.SecretName} could be used on nothing but what was shared with {partner.Name}. Revoke it if nothing else needs it.",
                t.SystemUserId
            )),
            .. ties.Secrets.Select(s => new SweepLine(
                $"The vault's secret {s} is named for {partner.Name}. Look at what reads it, and disable it if nothing does."
            )),
        ];
        if (ties.Apps.Count > 0)
            lines.Add(
                new SweepLine(
                    $"Look whether an app that others share with this portfolio is {partner.Name}'s, and take it away if so: {PartnerWords.Names(ties.Apps)}. Meta doesn't tell whose each is. {PartnerWords.AppsPath}."
                )
            );
        var untold = kinds.Where(a => a.IsOwned == isAgency).Select(a => a.Name).ToList();
        if (untold.Count > 0)
            lines.Add(
                new SweepLine(
                    isAgency
                        ? $"Look whether a WhatsApp Business account is still shared with {partner.Name} ({PartnerWords.Names(untold)}): Meta's API doesn't tell. {PartnerWords.WhatsAppPath(partner.Name)}."
                        : $"Look whether {partner.Name} owns one of these, and give it up if so ({PartnerWords.Names(untold)}): Meta's API doesn't tell whose they are. {PartnerWords.Path(partner.Name)}."
                )
            );
        return new SweepList(lines);
    }

    /// <summary>What only Meta's own pages can remove.</summary>
    public static IEnumerable<SweepLine> ByHand(EndPartnerInput partner, SharedAtMeta left)
    {
        if (left.IsListed || partner.Relation == PartnerRelation.Client)
            yield return new SweepLine(
                $"Remove the {PartnerWords.Of(partner.Relation)} {partner.Name} ({partner.BusinessId}): {PartnerWords.Path(partner.Name)}."
            );
        if (partner.Relation == PartnerRelation.Client)
            yield break;
        foreach (var asset in left.Assets)
            yield return new SweepLine(
                $"Take {asset.Name} ({asset.GraphId}) away from {partner.Name}: {PartnerWords.Path(partner.Name, asset.Kind, asset.Name)}."
            );
    }

    /// <summary>Those that don't stand there yet. Saved with the step.</summary>
    public static async Task AddAsync(
        OperationRun run,
        IReadOnlyList<SweepLine> lines,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var known = await run
            .Db.ChecklistLines.Where(l => l.OperationId == run.Operation.Id)
            .Select(l => l.Text)
            .ToListAsync(cancellationToken);
        run.Db.ChecklistLines.AddRange(
            lines
                .Where(l => !known.Contains(l.Text))
                .Select(l => new ChecklistLine
                {
                    PortfolioId = run.Operation.PortfolioId!.Value,
                    SystemUserId = l.SystemUserId,
                    PartnerId = run.Operation.PartnerId,
                    Text = l.Text,
                    OperationId = run.Operation.Id,
                    AddedAt = at,
                })
        );
    }

    private static SweepLine Of(TiedSystemUser systemUser, Partner partner)
    {
        var assets = PartnerWords.Names(systemUser.Assets);
        return new SweepLine(
            partner.Relation == PartnerRelation.Agency
                ? $"{systemUser.Name} reaches what {partner.Name} worked on ({assets}). If {partner.Name} ever had a token of it, issue another and revoke that one."
                : $"{systemUser.Name} reached {partner.Name}'s assets ({assets}). {(systemUser.ReachesOthers ? "Look whether it is still right as it is." : "It reached nothing else: revoke its tokens if nobody needs it any more.")}",
            systemUser.Id
        );
    }
}
