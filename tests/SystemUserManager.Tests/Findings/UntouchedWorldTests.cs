using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Sandbox.State.Worlds;
using SystemUserManager.Tests.Findings.Kinds;

namespace SystemUserManager.Tests.Findings;

/// <summary>A whole generated world that nobody touches between two reads.</summary>
public abstract class UntouchedWorldTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [Fact]
    public async Task The_second_read_finds_nothing_beyond_the_first()
    {
        PortfolioId = await World.ConnectAnewAsync("Northwind");
        await ReadAsync();
        var first = await AllAsync();
        Assert.NotEmpty(first);

        World.Clock.Advance(TimeSpan.FromHours(5));
        await ReadAsync();

        Assert.Equal(first, await AllAsync());
    }

    private async Task<List<string>> AllAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Findings.OrderBy(f => f.Id)
            .Select(f => $"{f.Kind} {f.ObjectKey} {f.Detail} {f.ResolvedAt} {f.Reopened}")
            .ToListAsync();
    }
}
