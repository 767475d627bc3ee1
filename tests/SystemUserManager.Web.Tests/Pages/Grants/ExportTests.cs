using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using MetaGraph.Assets;
using SystemUserManager.Audit;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Grants;

public abstract class ExportTests(WebApp app)
{
    /// <summary>What spreadsheets have been seen to run, or to take for the start of something to run.</summary>
    private static readonly string[] Formulas =
    [
        "=1+1",
        "=HYPERLINK(\"https://evil.example\",\"Click\")",
        "=cmd|' /C calc'!A0",
        "=IMPORTXML(\"https://evil.example\",\"//a\")",
        "=WEBSERVICE(\"https://evil.example\")",
        "+1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "@import",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1+1",
        "－1+1",
        "＠SUM(1+1)",
        "=\"a\",\"b\"",
        "=1\r\n=2",
    ];

    public sealed class OnSqlite(SqlitePagesApp app) : ExportTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ExportTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task The_file_has_a_header_and_the_rows_of_the_filter_and_nothing_else()
    {
        var portfolio = await app.GivenConnectedAsync("Export, \"the\" first");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "export user", "Grace");
        await app.GivenGrantsAsync(
            systemUser,
            AssetKind.Page,
            "ANALYZE,MANAGE",
            "A, with comma",
            "B \"quoted\"",
            "Grüße"
        );
        await app.GivenGrantsAsync(systemUser, AssetKind.AdAccount, "ANALYZE", "Left out");
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var file = await auditor.PressAsync("/Grants?Kind=Page&Search=export", "Download CSV");

        var content = file.Response.Content;
        Assert.Equal("text/csv; charset=utf-8", content.Headers.ContentType!.ToString());
        Assert.Equal(
            "attachment; filename=\"asset-grants-2026-11-24.csv\"",
            content.Headers.ContentDisposition!.ToString()
        );
        Assert.Equal("nosniff", file.Response.Headers.GetValues("X-Content-Type-Options").Single());
        var bytes = await content.ReadAsByteArrayAsync();
        Assert.Equal((byte)'P', bytes[0]);
        Assert.StartsWith(
            "Portfolio,System user,Owner,Kind,Asset,Asset ID,Tasks,Seen since (UTC),Not there at (UTC),Role,Through asset group,Given by (Meta's activity log)\r\n",
            file.Body,
            StringComparison.Ordinal
        );
        Assert.EndsWith("\r\n", file.Body, StringComparison.Ordinal);
        Assert.Contains(
            "\"Export, \"\"the\"\" first\",export user,Grace,Page,\"A, with comma\"",
            file.Body,
            StringComparison.Ordinal
        );
        var rows = Parse(bytes);
        Assert.Equal(["A, with comma", "B \"quoted\"", "Grüße"], rows.Select(r => r[4]));
        Assert.All(rows, r => Assert.Equal(("ANALYZE MANAGE", "2026-11-24 08:00:00", ""), (r[6], r[7], r[8])));
    }

    [Fact]
    [Trait("Id", "W07")]
    public async Task No_cell_is_a_formula()
    {
        var portfolio = await app.GivenConnectedAsync("Formulas");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "=system user", "@owner");
        await app.GivenGrantsAsync(systemUser, AssetKind.Page, "MANAGE", Formulas);
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var file = await auditor.PressAsync("/Grants", "Download CSV");

        var rows = Parse(await file.Response.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            Formulas.Select(f => $"'{f}").Order(StringComparer.Ordinal),
            rows.Select(r => r[4]).Order(StringComparer.Ordinal)
        );
        Assert.All(rows, r => Assert.Equal(("'=system user", "'@owner"), (r[1], r[2])));
    }

    [Fact]
    public async Task An_export_is_audited_with_its_filter_its_count_and_the_hash_of_its_bytes()
    {
        var portfolio = await app.GivenConnectedAsync("Audited export");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "exported");
        await app.GivenGrantsAsync(
            systemUser,
            AssetKind.Page,
            "MANAGE",
            [.. Enumerable.Range(0, 1500).Select(i => $"Page {i}")]
        );
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var file = await auditor.PressAsync($"/Grants?PortfolioId={portfolio.Id}", "Download CSV");

        var bytes = await file.Response.Content.ReadAsByteArrayAsync();
        Assert.Equal(1500, Parse(bytes).Count);
        var rows = (await app.AuditAsync())
            .Where(e => e.Action == "Export asset grants" && e.PortfolioId == portfolio.Id)
            .ToList();
        Assert.Equal([AuditOutcome.Asked, AuditOutcome.Succeeded], rows.Select(r => r.Outcome));
        Assert.Equal($"1500 grants; SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}", rows[1].After);
        Assert.All(rows, r => Assert.StartsWith("Auditor", r.ActorName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Grants_of_others_are_not_in_the_file()
    {
        var (mine, foreign) = (
            await app.GivenConnectedAsync("My export"),
            await app.GivenConnectedAsync("Their export")
        );
        var (ours, theirs) = (
            await app.GivenSystemUserAsync(mine, "ours"),
            await app.GivenSystemUserAsync(foreign, "theirs")
        );
        await app.GivenGrantsAsync(ours, AssetKind.Page, "MANAGE", "Our page");
        await app.GivenGrantsAsync(theirs, AssetKind.Page, "MANAGE", "Their page");
        var auditor = await app.SignInAsync(Role.Auditor, mine.Id);

        var file = await auditor.PressAsync("/Grants", "Download CSV");

        Assert.Contains("Our page", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Their", file.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_alone_exports_nothing()
    {
        var auditor = await app.SignInAsync(Role.Auditor);
        var before = (await app.AuditAsync()).Count;
        var page = await auditor.GetAsync("/Grants?handler=Csv");
        Assert.Equal((HttpStatusCode.OK, "Asset grants"), (page.Status, page.Heading));
        Assert.Equal(before, (await app.AuditAsync()).Count);
    }

    private static List<string[]> Parse(byte[] file)
    {
        using var reader = new StreamReader(new MemoryStream(file), Encoding.UTF8);
        using var csv = new CsvParser(reader, CultureInfo.InvariantCulture);
        var rows = new List<string[]>();
        while (csv.Read())
            rows.Add(csv.Record!);
        return rows[1..];
    }
}
