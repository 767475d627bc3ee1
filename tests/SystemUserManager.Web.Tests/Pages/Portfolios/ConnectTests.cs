using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Portfolios;

public abstract class ConnectTests(WebApp app)
{
    private static int _lastBusiness = 40000;

    public sealed class OnSqlite(SqlitePagesApp app) : ConnectTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ConnectTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task The_form_asks_for_exactly_these_things()
    {
        var page = await (await app.SignInAsAdministratorAsync()).GetAsync("/Portfolios/Connect");
        var form = page.Form(["Input.BusinessId"]);
        Assert.Equal(
            [
                "Business ID",
                "App ID",
                "Control token secret name",
                "App secret secret name",
                "Vault optional",
                "Labels optional",
                "Access tier",
                "Mode",
                "Reason",
                "Ticket optional",
            ],
            form.QuerySelectorAll("label").Select(l => l.TextContent.Trim())
        );
        Assert.Equal(
            ["Observe only", "Observe and act"],
            form.QuerySelectorAll("[name='Input.Mode'] option").Select(o => o.TextContent)
        );
        Assert.Contains("--file <file>", page.Document.QuerySelector("code")!.TextContent, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Connecting_becomes_an_operation_and_a_row_of_the_audit_log()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var values = Values();

        var page = await administrator.PostFormAsync("/Portfolios/Connect", values);

        var operation = await OperationAtAsync(page.Location!);
        Assert.Equal((OperationKind.ConnectPortfolio, "Trying it out"), (operation.Kind, operation.Reason));
        var portfolio = await app.ReadAsync(db => db.Portfolios.SingleAsync(p => p.Id == operation.PortfolioId));
        Assert.Equal(
            (values["Input.BusinessId"], AccessTier.Limited, PortfolioMode.ObserveAndAct),
            (portfolio.BusinessId, portfolio.Tier, portfolio.Mode)
        );
        var row = (await app.AuditAsync()).First(e => e.OperationId == operation.Id);
        Assert.Equal("Trying it out", row.Reason);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync(page.Location!)).Status);
    }

    [FactOnOneDatabase]
    public async Task A_form_sent_twice_connects_once()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var values = Values();
        values["Input.RequestKey"] = Guid.NewGuid().ToString();

        var first = await administrator.PostFormAsync("/Portfolios/Connect", values);
        var second = await administrator.PostFormAsync("/Portfolios/Connect", values);

        Assert.Equal(first.Location, second.Location);
        var operation = await OperationAtAsync(first.Location!);
        Assert.Equal(
            1,
            await app.ReadAsync(db => db.Operations.CountAsync(o => o.PortfolioId == operation.PortfolioId))
        );
    }

    [FactOnOneDatabase]
    public async Task What_is_wrong_stands_at_its_field_and_everything_typed_is_kept()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var values = Values();
        values["Input.BusinessId"] = "12x";
        values["Input.ControlTokenSecret"] = "my secret";
        values["Input.Reason"] = "";
        values["Input.Ticket"] = "OPS-12 <b>";

        var page = await administrator.PostFormAsync("/Portfolios/Connect", values);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        var form = page.Form(["Input.BusinessId"]);
        foreach (var (name, typed) in values)
            Assert.Contains(KeyValuePair.Create(name, typed), Page.Values(form));
        Assert.Equal(
            ["Input_BusinessId", "Input_ControlTokenSecret", "Input_Reason"],
            form.QuerySelectorAll("[aria-invalid=true]").Select(e => e.Id)
        );
        Assert.Equal("Limited", form.QuerySelector("[name='Input.Tier'] option[selected]")!.TextContent);
        Assert.Equal(3, page.Document.QuerySelectorAll(".note-bad li").Length);
        Assert.False(await app.ReadAsync(db => db.Portfolios.AnyAsync(p => p.BusinessId == "12x")));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("Input.ControlTokenSecret", "EAABsbCS1iHgBAKZCtokentokentoken")]
    [Row("Input.ControlTokenSecret", " EAABsbCS1iHgBAKZCtokentokentoken ")]
    [Row("Input.AppSecretSecret", "0123456789abcdef0123456789abcdef")]
    [Row("Input.AppSecretSecret", "0123456789ABCDEF0123456789ABCDEF")]
    [Row("Input.AppSecretSecret", "1300000000000001|0123456789abcdef0123456789abcdef")]
    [Row("Input.ControlTokenSecret", "a-value-of-no-known-shape-that-is-too-long-for-anybody-to-have-typed-as-a-name!")]
    [Row("Input.BusinessId", "EAABsbCS1iHgBAKZCtokentokentoken")]
    [Row("Input.Ticket", "EAABsbCS1iHgBAKZCtokentokentoken")]
    public async Task A_pasted_secret_does_not_come_back_with_the_page(string field, string secret)
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var values = Values();
        values["Input.Reason"] = "";
        values[field] = secret;

        var page = await administrator.PostFormAsync("/Portfolios/Connect", values);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain(secret.Trim(), WebUtility.HtmlDecode(page.Body), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", Page.Values(page.Form([field])).Single(v => v.Key == field).Value);
        Assert.DoesNotContain(await app.AuditAsync(), e => e.Text.Contains(secret.Trim(), StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task A_connected_portfolio_is_named_with_its_link_and_left_alone()
    {
        var portfolio = await app.GivenConnectedAsync("Already there", p => p.Tier = AccessTier.Full);
        var values = Values();
        await app.ReadAsync(db =>
            db.Portfolios.Where(p => p.Id == portfolio.Id)
                .ExecuteUpdateAsync(s =>
                    s.SetProperty(p => p.BusinessId, values["Input.BusinessId"])
                        .SetProperty(p => p.AppId, values["Input.AppId"])
                )
        );

        var page = await (await app.SignInAsAdministratorAsync()).PostFormAsync("/Portfolios/Connect", values);

        var note = page.Document.QuerySelector(".note-bad")!;
        Assert.Contains("Already there is connected already.", note.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/Portfolios/{portfolio.Id}", note.QuerySelector("a.note-link")!.GetAttribute("href"));
        Assert.Equal(
            AccessTier.Full,
            (await app.ReadAsync(db => db.Portfolios.SingleAsync(p => p.Id == portfolio.Id))).Tier
        );
    }

    [FactOnOneDatabase]
    public async Task Connecting_again_starts_with_the_values_of_the_try_that_stopped()
    {
        var stopped = await app.GivenConnectedAsync("Stopped", p => p.State = PortfolioState.NotConnected);
        var connected = await app.GivenConnectedAsync("Not stopped");
        var administrator = await app.SignInAsAdministratorAsync();

        var again = Page.Values(
            (await administrator.GetAsync($"/Portfolios/Connect?From={stopped.Id}")).Form(["Input.BusinessId"])
        );
        Assert.Contains(KeyValuePair.Create("Input.BusinessId", stopped.BusinessId), again);
        Assert.Contains(KeyValuePair.Create("Input.ControlTokenSecret", "control-token"), again);
        var other = Page.Values(
            (await administrator.GetAsync($"/Portfolios/Connect?From={connected.Id}")).Form(["Input.BusinessId"])
        );
        Assert.Contains(KeyValuePair.Create("Input.BusinessId", ""), other);
    }

    [FactOnOneDatabase]
    public async Task Only_administrators_of_all_portfolios_may_open_or_send_it()
    {
        var portfolio = await app.GivenConnectedAsync("Chosen");
        foreach (
            var browser in new[]
            {
                await app.SignInAsync(Role.Administrator, portfolio.Id),
                await app.SignInAsync(Role.Offboarder),
                await app.SignInAsync(Role.Auditor),
            }
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/Portfolios/Connect")).Status);
            var sent = await browser.SendAsync(
                HttpMethod.Post,
                "/Portfolios/Connect",
                new FormUrlEncodedContent(Values())
            );
            Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        }
    }

    [FactOnOneDatabase]
    public async Task Without_the_sandbox_there_is_no_demo_and_its_form_is_not_taken()
    {
        var administrator = await app.SignInAsAdministratorAsync();
        var page = await administrator.GetAsync("/Portfolios/Connect");
        Assert.Empty(page.Document.QuerySelectorAll("form.demo"));

        var form = Page.Values(page.Form(["Input.BusinessId"])).Append(new("businessId", "1200000000000001"));
        var sent = await administrator.SendAsync(
            HttpMethod.Post,
            "/Portfolios/Connect?handler=Demo",
            new FormUrlEncodedContent(form)
        );
        Assert.Equal(HttpStatusCode.NotFound, sent.Status);
        Assert.False(await app.ReadAsync(db => db.Portfolios.AnyAsync(p => p.BusinessId == "1200000000000001")));
    }

    private Task<Operation> OperationAtAsync(string location)
    {
        var id = long.Parse(location.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        return app.ReadAsync(db => db.Operations.SingleAsync(o => o.Id == id));
    }

    private static Dictionary<string, string> Values() =>
        new()
        {
            ["Input.BusinessId"] = $"{Interlocked.Increment(ref _lastBusiness)}",
            ["Input.AppId"] = "1300000000000009",
            ["Input.ControlTokenSecret"] = "control",
            ["Input.AppSecretSecret"] = "app",
            ["Input.Tier"] = "Limited",
            ["Input.Mode"] = "ObserveAndAct",
            ["Input.Reason"] = "Trying it out",
        };
}
