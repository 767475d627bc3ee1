using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Reports;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
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
        Assert.Equal([systemUser.SecretName!], await HitsAsync("Tokens", systemUser.SecretName!));
        Assert.Equal([systemUser.SecretName!], await HitsAsync("Tokens", "ADS Rep"));
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
    public async Task A_live_token_leads_to_its_revocation_whoever_may_and_nobody_else()
    {
        await MadeAsync();
        var portfolio = (await World.SystemUserAsync(Made)).PortfolioId;
        var contoso = await World.ConnectAsync("Contoso");

        await World.AsOffboarder(portfolio);
        var hit = Assert.Single((await FindAsync(Made)).Single(g => g.Title == "Tokens").Hits);
        Assert.Equal($"{hit.Link}/Revoke", hit.RevokeLink);
        // What this tool acts through is left alone.
        Assert.Null(
            Assert.Single((await FindAsync("northwind-control")).First(g => g.Title == "Tokens").Hits).RevokeLink
        );
        await World.AsAuditor(portfolio);
        Assert.Null(Assert.Single((await FindAsync(Made)).Single(g => g.Title == "Tokens").Hits).RevokeLink);
        await World.AsOffboarder(contoso);
        Assert.Empty(await FindAsync(Made));
    }

    [Fact]
    public async Task Whom_Meta_lists_is_found_by_name_and_e_mail_in_the_own_portfolio_and_leads_to_where_they_are_seen()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var contoso = await World.ConnectAsync("Contoso");
        var now = World.Clock.GetUtcNow();
        var person = Person.Called("Zoe Here");
        await using (var db = World.OpenDatabase())
        using (db.Unaudited("A test's own record."))
        {
            db.Add(person);
            await db.SaveChangesAsync();
            foreach (
                var (graphId, name, personId) in new[] { ("1", "Zoe Free", (long?)null), ("2", "Zoe Known", person.Id) }
            )
            {
                var listed = new BusinessPerson
                {
                    PortfolioId = portfolio,
                    GraphId = $"99000000000001{graphId}",
                    Name = name,
                    PersonId = personId,
                    FirstSeenAt = now,
                };
                listed.Rename(name);
                listed.Write($"zoe{graphId}@zebra.example");
                db.Add(listed);
            }

            await db.SaveChangesAsync();
        }

        await World.AsAdministrator();
        Assert.Equal([$"/Portfolios/{portfolio}", $"/People/{person.Id}"], await LinksAsync("ZOE"));
        Assert.Equal([$"/People/{person.Id}"], await LinksAsync("zoe2@zebra"));
        // Whose page isn't theirs to see is shown in the portfolio.
        await World.AsAuditor(portfolio);
        Assert.Equal([$"/Portfolios/{portfolio}", $"/Portfolios/{portfolio}"], await LinksAsync("zoe"));
        await World.AsAuditor(contoso);
        Assert.Empty(await FindAsync("zoe"));
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
    [RowsOnOneDatabase]
    [Row(null)]
    [Row("   ")]
    public async Task An_empty_question_finds_nothing(string? text) => Assert.Empty(await FindAsync(text));

    private async Task MadeAsync() =>
        await World.CreateAsync(World.CreateForm(await World.ConnectAsync("Northwind"), Made));

    private Task<IReadOnlyList<SearchGroup>> FindAsync(string? text) =>
        World.AsksAsync((SearchQueries search) => search.FindAsync(text, default));

    private async Task<IReadOnlyList<string>> LinksAsync(string text) =>
        [.. (await FindAsync(text)).Single(g => g.Title == "People at Meta").Hits.Select(h => h.Link)];

    private async Task<IReadOnlyList<string>> HitsAsync(string group, string text) =>
        [.. (await FindAsync(text)).Single(g => g.Title == group).Hits.Select(h => h.Text)];
}

public sealed class SearchOnSqlite() : SearchTests(DatabaseProvider.Sqlite);

public sealed class SearchOnPostgres() : SearchTests(DatabaseProvider.Postgres);
