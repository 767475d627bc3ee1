using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.Reports;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Reports;

/// <summary>One question to everything that has a name or a number.</summary>
public abstract class SearchTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Made = "northwind ads reporting";

    [Fact]
    public async Task What_was_made_is_found_by_its_name_in_other_letters_its_id_and_its_secret()
    {
        await MadeAsync();
        var systemUser = await World.SystemUserAsync(Made);

        Assert.Equal([Made], await HitsAsync("System users", "ADS Rep"));
        Assert.Equal([Made], await HitsAsync("System users", systemUser.GraphId));
        Assert.Equal([systemUser.SecretName!], await HitsAsync("Secrets of tokens", systemUser.SecretName!));
        Assert.Equal(["Ines Roth"], await HitsAsync("People and teams", "ines.roth@"));
        Assert.Equal([$"Create {Made}"], await HitsAsync("Operations", $"{systemUser.MadeByOperationId}"));
    }

    [Fact]
    public async Task What_stands_beside_them_is_found_in_the_own_portfolio_alone()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var contoso = await World.ConnectAsync("Contoso");
        await using (var db = World.OpenDatabase())
        using (db.Unaudited("A test's own record."))
        {
            var known = await db.SystemUsers.FirstAsync(s => s.PortfolioId == portfolio);
            var now = World.Clock.GetUtcNow();
            db.AddRange(
                new Consumer
                {
                    PortfolioId = portfolio,
                    SystemUser = known,
                    Tool = "Zebra export",
                    Delivery = TokenDelivery.ReadsVault,
                },
                new VaultSecret
                {
                    PortfolioId = portfolio,
                    Name = "zebra-leftover",
                    FirstSeenAt = now,
                },
                new Partner
                {
                    PortfolioId = portfolio,
                    BusinessId = "990000000000001",
                    Relation = PartnerRelation.Agency,
                    Name = "Zebra agency",
                    NameKey = SortKey.Of("Zebra agency"),
                    FirstSeenAt = now,
                },
                new PortfolioApp
                {
                    PortfolioId = portfolio,
                    AppId = "990000000000002",
                    Name = "Zebra app",
                    ControlTokenSecret = "zebra-control",
                    AppSecretSecret = "another",
                    ControlSystemUserGraphId = "1",
                    ControlTokenCheckedAt = now,
                    AddedAt = now,
                }
            );
            await db.SaveChangesAsync();
        }

        Assert.Equal(["Zebra export"], await HitsAsync("Tools", "zebra"));
        Assert.Equal(["zebra-control", "zebra-leftover"], await HitsAsync("Other secrets", "Zebra"));
        Assert.Equal(["Zebra agency"], await HitsAsync("Partners", "990000000000001"));
        Assert.Equal(["Zebra app"], await HitsAsync("Apps", "zebra"));
        Assert.Equal(["northwind-control-token"], await HitsAsync("Other secrets", "northwind-control-token"));
        await World.AsAuditor(contoso);
        foreach (var text in new[] { "zebra", "990000000000001", "northwind-control" })
            Assert.Empty(await FindAsync(text));
    }

    [Fact]
    public async Task An_asset_leads_to_who_reaches_it()
    {
        await World.ConnectAsync("Contoso");

        var hit = Assert.Single((await FindAsync("730000000800101")).Single().Hits);

        Assert.Equal("Contoso Media House Account", hit.Text);
        Assert.StartsWith("/Assets/", hit.Link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_another_portfolio_is_found()
    {
        await MadeAsync();
        var contoso = await World.ConnectAsync("Contoso");
        await World.AsAuditor(contoso);

        foreach (var text in new[] { "northwind", "Ines" })
            Assert.Empty(await FindAsync(text));
        Assert.NotEmpty(await FindAsync("contoso"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    public async Task An_empty_question_finds_nothing(string? text) => Assert.Empty(await FindAsync(text));

    private async Task MadeAsync() =>
        await World.CreateAsync(World.CreateForm(await World.ConnectAsync("Northwind"), Made));

    private Task<IReadOnlyList<SearchGroup>> FindAsync(string? text) =>
        World.AsksAsync((SearchQueries search) => search.FindAsync(text, default));

    private async Task<IReadOnlyList<string>> HitsAsync(string group, string text) =>
        [.. (await FindAsync(text)).Single(g => g.Title == group).Hits.Select(h => h.Text)];
}

public sealed class SearchOnSqlite() : SearchTests(DatabaseProvider.Sqlite);

public sealed class SearchOnPostgres() : SearchTests(DatabaseProvider.Postgres);
