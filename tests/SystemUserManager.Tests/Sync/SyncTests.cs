using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Sync;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Sync;

/// <summary>Tests of the read of a portfolio: what stands in the record, as text, and how often Meta was asked what.</summary>
public abstract class SyncTests(DatabaseProvider provider) : ActTests(provider)
{
    protected const string Generated = "Aachen Trading 1";

    /// <summary>Three pages of ad accounts, two of Pages; two system users whose ad accounts take two or three pages.</summary>
    protected async Task<long> ConnectLargeAsync()
    {
        await World.GenerateAsync(systemUsers: 3, assets: 520, grantsPerSystemUser: 400);
        return await World.ConnectAnewAsync(Generated);
    }

    protected async Task<Operation> ReadAsync(long portfolio)
    {
        var operation = await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        return operation;
    }

    /// <summary>Every row of the inventory, as it is; when edges were read is none of it.</summary>
    protected async Task<string> InventoryAsync()
    {
        await using var db = World.OpenDatabase();
        var rows = new List<object>();
        rows.AddRange(await db.SystemUsers.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.SystemUserVersions.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.Assets.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.SeenGrants.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.GroupedAssets.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.BusinessApps.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.Partners.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.PartnerShares.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.BusinessPeople.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.VaultSecrets.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        return string.Join('\n', rows.Select(r => JsonSerializer.Serialize(r, r.GetType())));
    }

    protected async Task<SyncPart> PartAsync(string edge)
    {
        await using var db = World.OpenDatabase();
        return await db.SyncParts.AsNoTracking().SingleAsync(p => p.Edge == edge);
    }

    /// <summary>The record is what Meta shows, grant by grant.</summary>
    protected async Task SeeTheSameAsync(long portfolio, string business)
    {
        var atMeta = World.Meta.Read(state => Fixture.Inventory.AtMeta(state, World.Meta.Business(business)));
        await using var db = World.OpenDatabase();
        var recorded = await Fixture.Inventory.RecordedAsync(db, portfolio);
        Assert.Equal(atMeta.SystemUsers, recorded.SystemUsers);
        Assert.Equal(atMeta.Assets, recorded.Assets);
        Assert.Equal(atMeta.Grants, recorded.Grants);
    }

    /// <summary>Calls to Meta since a mark, the parts of a batch one by one.</summary>
    protected IReadOnlyList<RequestLine> Calls(long since) =>
        [
            .. World
                .Sandbox.Log.After(since)
                .Where(l => l.Server == "graph" && RequestLog.WithoutVersion(l.Path).Length > 1),
        ];

    protected int CallsOf(string edge, long since) =>
        Calls(since).Count(l => l.Path.EndsWith($"/{edge}", StringComparison.Ordinal));
}
