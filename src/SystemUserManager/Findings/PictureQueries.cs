using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// Reads a <see cref="PortfolioPicture"/>: a handful of queries, each of which brings only the columns that a rule looks at.
/// What others name is read after them, so that whatever is written meanwhile, nothing in the picture names what isn't in it.
/// </summary>
internal sealed partial class PictureQueries(AppDb db, IOptions<PolicyOptions> policy)
{
    /// <returns>null: there is no such portfolio.</returns>
    public async Task<PortfolioPicture?> ReadAsync(
        long portfolioId,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .FirstOrDefaultAsync(p => p.Id == portfolioId, cancellationToken);
        if (portfolio is null)
            return null;
        var parts = await db
            .SyncParts.Where(p => p.PortfolioId == portfolioId)
            .Select(p => new
            {
                p.Edge,
                At = p.LastCompleteReadAt,
                p.FirstCompleteReadAt,
                IsComplete = p.LastProblem == null && p.LastCompleteReadAt != null,
            })
            .ToListAsync(cancellationToken);
        var seen = await SeenAsync(portfolioId, cancellationToken);
        var recorded = await db
            .Grants.Where(g => g.PortfolioId == portfolioId)
            .Select(g => new PicturedRecord(g.SystemUserId, g.AssetId, g.AskedTasks, g.ConfirmedTasks, g.Why))
            .ToListAsync(cancellationToken);
        var grouped = await db
            .GroupedAssets.Where(g => g.PortfolioId == portfolioId && g.ValidTo == null)
            .Select(g => new PicturedPlace(g.GroupId, g.AssetId))
            .ToListAsync(cancellationToken);
        var tokens = await TokensAsync(portfolioId, cancellationToken);
        var ended = await EndedAsync(portfolioId, cancellationToken);
        var control = await ControlTokensAsync(portfolio, cancellationToken);
        var systemUsers = await SystemUsersAsync(portfolio, control, cancellationToken);
        return new PortfolioPicture
        {
            At = at,
            Policy = policy.Value,
            Portfolio = new PicturedPortfolio(
                portfolio.Id,
                portfolio.BusinessId,
                portfolio.Name,
                portfolio.Mode,
                portfolio.SystemUserSlots
            ),
            CompleteParts = parts.Where(p => p.IsComplete).Select(p => p.Edge).ToHashSet(),
            UnreadParts = parts.Where(p => !p.IsComplete).Select(p => p.Edge).ToHashSet(),
            FirstReads = parts
                .Where(p => p.At is not null)
                .ToDictionary(p => p.Edge, p => p.FirstCompleteReadAt ?? p.At!.Value),
            LastLookAt = portfolio.ComparedAt,
            LastLookReadAt = portfolio.ComparedReadAt,
            OldestReadAt = parts.Min(p => p.At),
            VaultReadAt = parts.Find(p => p.IsComplete && p.Edge == PortfolioPicture.Edges.Vault)?.At,
            Seen = seen,
            Recorded = recorded,
            Grouped = grouped,
            Tokens = tokens,
            Ended = ended,
            ControlTokens =
            [
                .. control.Select(c =>
                    c.AppId == portfolio.AppId
                        ? c with
                        {
                            SystemUserId = systemUsers.Find(s => s.GraphId == portfolio.ControlSystemUserGraphId)?.Id,
                        }
                        : c
                ),
            ],
            SystemUsers = systemUsers,
            Assets = await AssetsAsync(portfolioId, cancellationToken),
            Secrets = await SecretsAsync(portfolioId, cancellationToken),
            Partners = await PartnersAsync(portfolioId, cancellationToken),
            Consumers = await ConsumersAsync(portfolioId, cancellationToken),
            People = await PeopleAsync(portfolioId, systemUsers, cancellationToken),
            Busy = await BusyAsync(portfolioId, cancellationToken),
        };
    }

    private Task<List<PicturedGrant>> SeenAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .SeenGrants.Where(g => g.PortfolioId == portfolioId && g.ValidTo == null)
            .Select(g => new PicturedGrant(g.SystemUserId, g.AssetId, g.Tasks, g.ValidFrom, g.NotBefore))
            .ToListAsync(cancellationToken);

    private async Task<List<PicturedSystemUser>> SystemUsersAsync(
        Portfolio portfolio,
        IReadOnlyList<PicturedControlToken> control,
        CancellationToken cancellationToken
    )
    {
        var throughOthers = control.Select(c => c.SystemUserId).OfType<long>().ToList();
        return await db
            .SystemUsers.Where(s => s.PortfolioId == portfolio.Id)
            .Select(s => new PicturedSystemUser(s.Id, s.GraphId, s.Name, s.Role)
            {
                ConfirmedName = s.ConfirmedName,
                ConfirmedRole = s.ConfirmedRole,
                IsOurs = s.Origin == SystemUserOrigin.MadeHere || s.AdoptedAt != null,
                IsControl = s.GraphId == portfolio.ControlSystemUserGraphId || throughOthers.Contains(s.Id),
                Preset = s.Preset,
                Environment = s.Environment,
                OwnerId = s.OwnerId,
                SuccessorId = s.SuccessorId,
                MadeAt = s.MetaCreatedAt,
                FirstSeenAt = s.FirstSeenAt,
                VanishedAt = s.VanishedAt,
                IsEndedHere =
                    s.VanishedAt != null
                    && db.Operations.Any(o =>
                        o.SystemUserId == s.Id
                        && (o.Kind == OperationKind.RevokeAllTokens || o.Kind == OperationKind.RevokeToken)
                        && o.State == OperationState.Done
                        && o.AskedById != null
                        && !db.Tokens.Any(t =>
                            t.SystemUserId == s.Id
                            && db.TokenStateVersions.Any(v => v.TokenId == t.Id && v.ValidFrom > o.EndedAt)
                        )
                    ),
                LastConfirmedAt = s.LastConfirmedAt,
            })
            .ToListAsync(cancellationToken);
    }

    private Task<List<PicturedAsset>> AssetsAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .Assets.Where(a => a.PortfolioId == portfolioId)
            .Select(a => new PicturedAsset(a.Id, a.Kind, a.GraphId, a.Name)
            {
                IsOwned = a.IsOwned,
                OwnerBusinessId = a.OwnerBusinessId,
                IsDead = a.IsDead,
                IsGone = a.GoneAt != null,
                Status = a.Status,
                FirstSeenAt = a.FirstSeenAt,
                NotBefore = a.NotBefore,
            })
            .ToListAsync(cancellationToken);

    private Task<List<PicturedSecret>> SecretsAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .VaultSecrets.Where(s => s.PortfolioId == portfolioId)
            .Select(s => new PicturedSecret(s.Name, s.IsEnabled, s.GoneAt != null, s.ExpiresAt, s.Tags))
            .ToListAsync(cancellationToken);

    private Task<List<PicturedPartner>> PartnersAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .Partners.Where(p => p.PortfolioId == portfolioId && p.GoneAt == null)
            .Select(p => new PicturedPartner(p.Id, p.BusinessId, p.Relation, p.Name, p.Purpose)
            {
                Shared = db.PartnerShares.Count(s => s.PartnerId == p.Id && s.ValidTo == null),
                EndsOn = p.EndsOn,
                LastConfirmedAt = p.LastConfirmedAt,
                FirstSeenAt = p.FirstSeenAt,
                NotBefore = p.NotBefore,
            })
            .ToListAsync(cancellationToken);

    private Task<List<PicturedConsumer>> ConsumersAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .Consumers.Where(c => c.PortfolioId == portfolioId)
            .Select(c => new PicturedConsumer(c.SystemUserId, c.Tool, c.ConfirmedTokenId)
            {
                AppId = db.Tokens.Where(t => t.Id == c.ConfirmedTokenId).Select(t => t.AppId).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);

    private async Task<Dictionary<long, PicturedPerson>> PeopleAsync(
        long portfolioId,
        IReadOnlyList<PicturedSystemUser> systemUsers,
        CancellationToken cancellationToken
    )
    {
        var ids = systemUsers.SelectMany(s => new[] { s.OwnerId, s.SuccessorId }).OfType<long>().Distinct().ToList();
        if (ids.Count == 0)
            return [];
        var gone = GoneAtMeta.Of(db).Where(b => b.PortfolioId == portfolioId);
        return await db
            .People.Where(p => ids.Contains(p.Id))
            .Select(p => new PicturedPerson(p.Id, p.Name, p.IsTeam, p.LeftAt, gone.Any(b => b.PersonId == p.Id)))
            .ToDictionaryAsync(p => p.Id, cancellationToken);
    }

    private async Task<HashSet<long>> BusyAsync(long portfolioId, CancellationToken cancellationToken) =>
        [
            .. await db
                .Operations.Where(o => o.PortfolioId == portfolioId && o.SystemUserId != null)
                // A change that waits for a person is half done: what it has still to do is no difference.
                .Where(o =>
                    o.State == OperationState.Waiting
                    || o.State == OperationState.Running
                    || (o.IsChange && o.State == OperationState.NeedsAttention)
                )
                .Select(o => o.SystemUserId!.Value)
                .ToListAsync(cancellationToken),
        ];
}
