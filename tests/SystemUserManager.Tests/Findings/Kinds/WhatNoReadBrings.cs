using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>
/// What is true at Meta and in the vault, written into the record as a read of it would: partners, what is in asset groups,
/// the vault's list, how tokens are, which assets are dead or new.
/// </summary>
internal static class WhatNoReadBrings
{
    private static readonly string[] Closed = ["100", "101"];

    public static async Task WriteAsync(World world, long portfolioId)
    {
        await using var db = world.OpenDatabase();
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == portfolioId);
        var now = world.Clock.GetUtcNow();
        await PartnersAsync(world, db, portfolio, now);
        await GroupsAsync(world, db, portfolioId, now);
        await VaultAsync(world, db, portfolioId, now);
        await TokensAsync(world, db, portfolioId, now);
        await AssetsAsync(world, db, portfolioId);
        foreach (
            var edge in new[]
            {
                PortfolioPicture.Edges.Agencies,
                PortfolioPicture.Edges.Clients,
                PortfolioPicture.Edges.Vault,
            }
        )
        {
            var part = await db.SyncParts.FirstOrDefaultAsync(p => p.PortfolioId == portfolioId && p.Edge == edge);
            if (part is null)
                db.SyncParts.Add(part = new SyncPart { PortfolioId = portfolioId, Edge = edge });
            part.LastCompleteReadAt = now;
        }

        using (db.Unaudited("A test's own read."))
            await db.SaveChangesAsync();
    }

    private static async Task PartnersAsync(World world, AppDb db, Portfolio portfolio, DateTimeOffset now)
    {
        var known = await db.Partners.Where(p => p.PortfolioId == portfolio.Id).ToListAsync();
        var seen = world.Meta.Read(state =>
            state
                .Partners.Where(p => p.BusinessId == portfolio.BusinessId)
                .Select(p => (p.PartnerId, state.FindBusiness(p.PartnerId)!.Name, IsAgency: p.Relation == "agency"))
                .ToList()
        );
        foreach (var (id, name, isAgency) in seen)
        {
            var relation = isAgency ? PartnerRelation.Agency : PartnerRelation.Client;
            var partner = known.Find(p => p.BusinessId == id && p.Relation == relation);
            if (partner is null)
                db.Partners.Add(
                    partner = new Partner
                    {
                        PortfolioId = portfolio.Id,
                        BusinessId = id,
                        Relation = relation,
                        Name = name,
                        FirstSeenAt = now,
                    }
                );
            partner.GoneAt = null;
            known.Remove(partner);
        }

        known.ForEach(p => p.GoneAt ??= now);
    }

    private static async Task GroupsAsync(World world, AppDb db, long portfolioId, DateTimeOffset now)
    {
        var assets = await db.Assets.Where(a => a.PortfolioId == portfolioId).ToListAsync();
        var current = await db
            .GroupedAssets.Where(g => g.PortfolioId == portfolioId && g.ValidTo == null)
            .ToListAsync();
        var seen = world.Meta.Read(state =>
            state.Assets.Groups.SelectMany(g => g.Contained.Select(c => (Group: g.Id, Asset: c))).ToList()
        );
        foreach (var (groupId, assetId) in seen)
        {
            var (group, asset) = (assets.Find(a => a.GraphId == groupId), assets.Find(a => a.GraphId == assetId));
            if (group is null || asset is null || current.Exists(c => c.GroupId == group.Id && c.AssetId == asset.Id))
                continue;
            db.GroupedAssets.Add(
                new Assets.GroupedAsset
                {
                    PortfolioId = portfolioId,
                    GroupId = group.Id,
                    AssetId = asset.Id,
                    ValidFrom = now,
                }
            );
        }
    }

    private static async Task VaultAsync(World world, AppDb db, long portfolioId, DateTimeOffset now)
    {
        var names = await db.Tokens.Where(t => t.PortfolioId == portfolioId).Select(t => t.SecretName).ToListAsync();
        var known = await db.VaultSecrets.Where(s => s.PortfolioId == portfolioId).ToListAsync();
        var listed = world
            .Sandbox.Vault.ReadForState()
            .Secrets.Where(s => s.Phase == "Readable" && names.Contains(s.Name))
            .ToList();
        foreach (var secret in listed)
        {
            var record = known.Find(s => s.Name == secret.Name);
            if (record is null)
                db.VaultSecrets.Add(
                    record = new VaultSecret
                    {
                        PortfolioId = portfolioId,
                        Name = secret.Name,
                        FirstSeenAt = now,
                    }
                );
            var latest = secret.Versions[^1];
            record.IsEnabled = latest.Enabled;
            record.ExpiresAt = latest.Expires is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null;
            record.Tags = string.Join(
                '\n',
                latest.Tags.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")
            );
            record.GoneAt = null;
            known.Remove(record);
        }

        known.ForEach(s => s.GoneAt ??= now);
    }

    private static async Task TokensAsync(World world, AppDb db, long portfolioId, DateTimeOffset now)
    {
        foreach (
            var token in await db.Tokens.Where(t => t.PortfolioId == portfolioId && t.ValueSha256 != null).ToListAsync()
        )
        {
            var (isLive, scopes, end) = world.Meta.Read(state =>
            {
                var atMeta = state.Tokens.All.Single(t => VaultView.Sha256(t.Value) == token.ValueSha256);
                return (state.Tokens.IsLive(atMeta), atMeta.Scopes.ToList(), atMeta.ExpiresAt);
            });
            token.HealthCheckedAt = now;
            token.HealthProblem = isLive ? null : "Meta says that the session was invalidated.";
            (token.SeenScopes, token.SeenExpiresAt) = (SystemUserManager.Grants.TaskSet.Format(scopes), end);
        }
    }

    private static async Task AssetsAsync(World world, AppDb db, long portfolioId)
    {
        var dead = world.Meta.Read(state =>
            state
                .Assets.All.Where(a => Closed.Contains(a.Facts?.GetValueOrDefault("account_status")))
                .Select(a => a.Id)
                .ToList()
        );
        await db
            .Assets.Where(a => a.PortfolioId == portfolioId && dead.Contains(a.GraphId))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.IsDead, true).SetProperty(x => x.Status, "CLOSED"));
        var first = await db.Assets.Where(a => a.PortfolioId == portfolioId).MinAsync(a => a.FirstSeenAt);
        await db
            .Assets.Where(a => a.PortfolioId == portfolioId && a.FirstSeenAt > first.AddMinutes(30))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.NotBefore, first));
    }
}
