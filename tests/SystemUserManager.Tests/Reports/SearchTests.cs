using SystemUserManager.Data;
using SystemUserManager.Reports;
using SystemUserManager.Tests.Fixture;

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
