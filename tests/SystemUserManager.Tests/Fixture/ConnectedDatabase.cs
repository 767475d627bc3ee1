using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Fixture;

/// <summary>
/// A database in which a business of the demo was connected by an administrator, and nothing else was done: made once for
/// the whole process, since most tests begin so. What connecting itself does is tested where it is done anew.
/// </summary>
internal sealed class ConnectedDatabase
{
    private static readonly ConcurrentDictionary<(DatabaseProvider, string), Lazy<Task<ConnectedDatabase>>> All = [];

    private readonly TestDatabase _database;

    private ConnectedDatabase(TestDatabase database, Account administrator, long portfolioId, DateTimeOffset at) =>
        (_database, Administrator, PortfolioId, At) = (database, administrator, portfolioId, at);

    public Account Administrator { get; }

    public long PortfolioId { get; }

    /// <summary>When it was connected, by the clock of its world.</summary>
    public DateTimeOffset At { get; }

    public static Task<ConnectedDatabase> OfAsync(DatabaseProvider provider, string business) =>
        All.GetOrAdd((provider, business), _ => new(() => MakeAsync(provider, business))).Value;

    public Task<TestDatabase> CopyAsync() => _database.CopyAsync();

    private static async Task<ConnectedDatabase> MakeAsync(DatabaseProvider provider, string business)
    {
        await using var world = await World.StartAsync(provider);
        var portfolioId = await world.ConnectAnewAsync(business);
        await using var db = world.OpenDatabase();
        var administrator = await db.Users.AsNoTracking().SingleAsync();
        return new ConnectedDatabase(await world.BackUpAsync(), administrator, portfolioId, world.Clock.GetUtcNow());
    }
}
