using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>
/// Every page there is × every role, on all portfolios and on one × an object of that portfolio and of another. The
/// pages come from the endpoint table; one that isn't in <see cref="Needs"/> fails.
/// </summary>
public abstract class AccessMatrixTests(PagesApp app)
{
    private static Role? AnybodySignedIn => null;

    /// <summary>The least role that a page asks for; what asks for it on all portfolios is in <see cref="OnAll"/>.</summary>
    private static readonly Dictionary<string, Role?> Needs = new()
    {
        ["/Index"] = AnybodySignedIn,
        ["/Help/Index"] = AnybodySignedIn,
        ["/Account/Index"] = AnybodySignedIn,
        ["/Account/ChangePassword"] = AnybodySignedIn,
        ["/Account/SignOut"] = AnybodySignedIn,
        ["/Audit/Index"] = Role.Auditor,
        ["/Grants/Index"] = Role.Auditor,
        ["/Operations/Index"] = Role.Auditor,
        ["/Operations/Details"] = Role.Auditor,
        ["/Portfolios/Index"] = Role.Auditor,
        ["/Portfolios/Details"] = Role.Auditor,
        ["/Portfolios/Connect"] = Role.Administrator,
        ["/Portfolios/Mode"] = Role.Administrator,
        ["/Portfolios/Read"] = Role.Offboarder,
        ["/SystemUsers/Index"] = Role.Auditor,
        ["/SystemUsers/Details"] = Role.Auditor,
        ["/SystemUsers/Create"] = Role.Administrator,
        ["/SystemUsers/RevokeAll"] = Role.Offboarder,
        ["/Tokens/Details"] = Role.Auditor,
        ["/Tokens/Revoke"] = Role.Offboarder,
        ["/Settings/Index"] = Role.Administrator,
        ["/Settings/People/Index"] = Role.Administrator,
        ["/Settings/People/Add"] = Role.Administrator,
        ["/Settings/People/Details"] = Role.Administrator,
        ["/Settings/People/End"] = Role.Administrator,
        ["/Settings/People/Password"] = Role.Administrator,
        ["/Settings/People/Reopen"] = Role.Administrator,
        ["/Settings/People/Roles"] = Role.Administrator,
    };

    /// <summary>Open to everybody: held by <see cref="EndpointTests"/>.</summary>
    private static readonly HashSet<string> Open =
    [
        "/Account/AccessDenied",
        "/Account/SignIn",
        "/Error",
        "/NotFound",
        "/Setup/Index",
        "/Theme",
    ];

    private static bool OnAll(string page) =>
        page.StartsWith("/Settings", StringComparison.Ordinal) || page == "/Portfolios/Connect";

    [Fact]
    public void Every_page_is_in_the_matrix() =>
        Assert.Equal(
            Needs.Keys.Concat(Open).Order(StringComparer.Ordinal),
            Pages().Select(ViewPath).Distinct().Order(StringComparer.Ordinal)
        );

    [Fact]
    [Trait("Id", "W02")]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in()
    {
        var nobody = app.NewBrowser();
        foreach (var page in Closed())
        {
            var answer = await nobody.GetAsync(Path(page, 1));
            Assert.True(
                answer.IsRedirect && answer.Location!.Contains("/Account/SignIn", StringComparison.Ordinal),
                Path(page, 1)
            );
        }
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Offboarder)]
    [InlineData(Role.Administrator)]
    [Trait("Id", "W02")]
    public async Task A_role_on_all_portfolios_opens_what_it_may_and_nothing_else(Role role)
    {
        var ours = await WorldAsync("Ours");
        var browser = await app.SignInAsync(role);
        foreach (var page in Closed())
        {
            var path = Path(page, ours.IdFor(ViewPath(page)));
            var allowed = Needs[ViewPath(page)] is not { } needed || role >= needed;
            await SeeAsync(browser, path, allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Offboarder)]
    [InlineData(Role.Administrator)]
    [Trait("Id", "W02")]
    public async Task A_role_on_one_portfolio_finds_nothing_of_another(Role role)
    {
        var (ours, theirs) = (await WorldAsync("Ours"), await WorldAsync("Theirs"));
        var browser = await app.SignInAsync(role, ours.PortfolioId);
        foreach (var page in Closed())
        {
            var allowed = Needs[ViewPath(page)] is not { } needed || (role >= needed && !OnAll(ViewPath(page)));
            var answer = await SeeAsync(
                browser,
                Path(page, ours.IdFor(ViewPath(page))),
                allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden
            );
            Assert.DoesNotContain(theirs.Secret, answer.Text, StringComparison.Ordinal);
            if (HasId(page))
            {
                var foreign = await SeeAsync(
                    browser,
                    Path(page, theirs.IdFor(ViewPath(page))),
                    allowed ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden
                );
                Assert.DoesNotContain(theirs.Secret, foreign.Text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(Role.Auditor)]
    [InlineData(Role.Offboarder)]
    [Trait("Id", "W02")]
    public async Task A_form_sent_by_the_wrong_role_does_nothing_and_is_recorded(Role role)
    {
        var ours = await WorldAsync("Ours");
        var browser = await app.SignInAsync(role, ours.PortfolioId);
        var token = (await browser.GetAsync("/Account/ChangePassword"))
            .Document.QuerySelector("input[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        var before = (await app.OperationsAsync(ours.PortfolioId)).Count;
        var (refusedBefore, refused) = (await RefusedAsync(), 0);
        foreach (var page in Closed().Where(p => Needs[ViewPath(p)] is { } needed && role < needed))
        {
            var form = new FormUrlEncodedContent([
                new("__RequestVerificationToken", token),
                new("Input.Reason", "because"),
                new("Input.RequestKey", Guid.NewGuid().ToString()),
            ]);
            var answer = await browser.SendAsync(HttpMethod.Post, Path(page, ours.IdFor(ViewPath(page))), form);
            Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{ViewPath(page)}: {answer.Status}");
            refused++;
        }

        Assert.Equal(before, (await app.OperationsAsync(ours.PortfolioId)).Count);
        Assert.NotEqual(0, refused);
        Assert.Equal(refusedBefore + refused, await RefusedAsync());
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("read")]
    [InlineData("create")]
    [InlineData("revoke")]
    [InlineData("revoke all")]
    [InlineData("decide")]
    [Trait("Id", "W02")]
    public async Task An_administrator_of_one_portfolio_sends_no_form_that_reaches_another(string act)
    {
        var (ours, theirs) = (await WorldAsync("Ours"), await WorldAsync("Theirs"));
        var browser = await app.SignInAsync(Role.Administrator, ours.PortfolioId);
        var (page, fields) = await FormAsync(browser, act, ours);
        var before = await StandAsync(theirs);

        var foreign = await PostAsync(browser, Address(page, theirs), Filled(fields, theirs));

        Assert.Equal(act == "create" ? HttpStatusCode.OK : HttpStatusCode.NotFound, foreign.Status);
        if (act == "create")
            Assert.Contains(
                "This portfolio was not found. Nothing was changed.",
                foreign.Text,
                StringComparison.Ordinal
            );
        Assert.DoesNotContain(theirs.Secret, foreign.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StandAsync(theirs));

        // It isn't the form that was wrong.
        var own = await PostAsync(browser, Address(page, ours), Filled(fields, ours));
        Assert.True(own.IsRedirect, $"{own.Status}: {own.Text}");
    }

    [Fact]
    [Trait("Id", "W03")]
    public async Task Fields_that_a_form_does_not_have_change_nothing()
    {
        var ours = await WorldAsync("Ours");
        var browser = await app.SignInAsync(Role.Offboarder, ours.PortfolioId);
        var path = $"/Tokens/{ours.TokenId}/Revoke";
        var form = (await browser.GetAsync(path)).Form(["Input.Reason"]);
        var values = Host
            .Page.Values(form)
            .Where(v => v.Key != "Input.Reason")
            .Concat(
                More(
                    ("Input.Reason", "It moved"),
                    ("Input.State", "Done"),
                    ("State", "Done"),
                    ("Input.AskedById", "1"),
                    ("Input.PortfolioId", "999"),
                    ("Input.TokenId", "999"),
                    ("TokenId", "999"),
                    ("Operation.State", "Done")
                )
            );
        var answer = await browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(values));
        Assert.True(answer.IsRedirect, answer.Text);
        var operation = (await app.OperationsAsync(ours.PortfolioId))[^1];
        Assert.Equal(OperationState.Waiting, operation.State);
        Assert.Equal(ours.TokenId, operation.TokenId);
        Assert.NotEqual(1, operation.AskedById);
        Assert.Equal(ours.PortfolioId, operation.PortfolioId);
    }

    private async Task<int> RefusedAsync() => (await app.AuditAsync()).Count(e => e.Outcome == AuditOutcome.Refused);

    /// <summary>Where the form of an act is sent, and everything it sends; {id} stands for an object of a portfolio.</summary>
    private static async Task<(string Page, List<KeyValuePair<string, string>> Fields)> FormAsync(
        Browser browser,
        string act,
        Objects of
    )
    {
        var (opened, sentTo, more) = act switch
        {
            "mode" => (
                "/Portfolios/{id}/Mode",
                null,
                More(("Input.Mode", "ObserveOnly"), ("Input.Reason", "For a test"))
            ),
            "read" => ("/Portfolios/{id}/Read", null, More(("Input.Reason", "For a test"))),
            "create" => (
                "/SystemUsers/Create",
                null,
                More(
                    ("Input.PortfolioId", "{id}"),
                    ("Input.Tool", "Looker"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Name", "matrix ads reporting"),
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Scopes", "ads_read"),
                    ("Input.Reason", "For a test")
                )
            ),
            "revoke" => ("/Tokens/{id}/Revoke", null, More(("Input.Reason", "For a test"))),
            "revoke all" => ("/SystemUsers/{id}/RevokeAll", null, More(("Input.Reason", "For a test"))),
            _ => (
                "/Operations/{id}",
                "/Operations/{id}?handler=Decide",
                More(("choice", "StopHere"), ("StopHere.Reason", "For a test"))
            ),
        };
        var form = (await browser.GetAsync(Address(opened, of))).Form([more.Last().Key]);
        var hidden = Host.Page.Values(form).Where(v => more.All(m => m.Key != v.Key));
        return (sentTo ?? opened, [.. hidden, .. more]);
    }

    private static string Address(string page, Objects of) =>
        page.Replace("{id}", $"{of.IdFor(page)}", StringComparison.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> Filled(
        IEnumerable<KeyValuePair<string, string>> fields,
        Objects of
    ) => fields.Select(f => f.Value == "{id}" ? KeyValuePair.Create(f.Key, $"{of.PortfolioId}") : f);

    private static Task<Host.Page> PostAsync(
        Browser browser,
        string path,
        IEnumerable<KeyValuePair<string, string>> fields
    ) => browser.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields));

    /// <summary>Everything that one of these forms could change in a portfolio.</summary>
    private Task<string> StandAsync(Objects of) =>
        app.InDatabaseAsync(async db =>
        {
            var portfolio = await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == of.PortfolioId);
            var operations = await db
                .Operations.AsNoTracking()
                .Where(o => o.PortfolioId == of.PortfolioId)
                .ToListAsync();
            var tokens = await db.Tokens.AsNoTracking().Where(t => t.PortfolioId == of.PortfolioId).ToListAsync();
            var systemUsers = await db.SystemUsers.CountAsync(s => s.PortfolioId == of.PortfolioId);
            return string.Join(
                '\n',
                [
                    $"{portfolio.Mode} {portfolio.State}, {systemUsers} system users",
                    .. operations.OrderBy(o => o.Id).Select(o => $"operation {o.Id} {o.State} {o.Version}"),
                    .. tokens.OrderBy(t => t.Id).Select(t => $"token {t.Id} {t.State}"),
                ]
            );
        });

    private static IEnumerable<KeyValuePair<string, string>> More(params (string Key, string Value)[] fields) =>
        fields.Select(f => KeyValuePair.Create(f.Key, f.Value));

    private static async Task<Host.Page> SeeAsync(Browser browser, string path, HttpStatusCode expected)
    {
        var answer = await browser.GetAsync(path);
        Assert.True(answer.Status == expected, $"{path}: {answer.Status} instead of {expected}");
        return answer;
    }

    private async Task<Objects> WorldAsync(string name)
    {
        var secret = $"{name}-{Guid.NewGuid():N}";
        var portfolio = await app.GivenActingPortfolioAsync(secret);
        var systemUser = await app.GivenSystemUserAsync(portfolio, $"{secret} reporting tool");
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        var operation = await app.GivenOperationAsync(
            systemUser,
            OperationKind.CreateSystemUser,
            o => o.AskFor("Decide.", [OperationChoice.StopHere])
        );
        var account = await app.GivenAccountAsync(Role.Auditor, portfolio.Id);
        return new Objects(secret, portfolio.Id, systemUser.Id, token.Id, operation.Id, account.Id);
    }

    private IEnumerable<RouteEndpoint> Closed() => Pages().Where(p => !Open.Contains(ViewPath(p)));

    private IEnumerable<RouteEndpoint> Pages() =>
        app
            .Services.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null);

    private static bool HasId(RouteEndpoint page) => page.RoutePattern.Parameters.Count > 0;

    private static string ViewPath(Microsoft.AspNetCore.Http.Endpoint page) =>
        page.Metadata.GetMetadata<PageActionDescriptor>()!.ViewEnginePath;

    private static string Path(RouteEndpoint page, long id) =>
        "/"
        + string.Join(
            '/',
            page.RoutePattern.PathSegments.Select(s =>
                s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                    ? literal.Content
                    : $"{id}"
            )
        );

    /// <summary>One object of each kind in one portfolio; <paramref name="Secret"/> is in its names and nowhere else.</summary>
    private sealed record Objects(
        string Secret,
        long PortfolioId,
        long SystemUserId,
        long TokenId,
        long OperationId,
        long AccountId
    )
    {
        public long IdFor(string page) =>
            page.Split('/')[1] switch
            {
                "Portfolios" => PortfolioId,
                "SystemUsers" => SystemUserId,
                "Tokens" => TokenId,
                "Operations" => OperationId,
                "Settings" => AccountId,
                _ => 1,
            };
    }
}

public sealed class AccessMatrixOnSqliteTests(SqlitePagesApp app)
    : AccessMatrixTests(app),
        IClassFixture<SqlitePagesApp>;

public sealed class AccessMatrixOnPostgresTests(PostgresPagesApp app)
    : AccessMatrixTests(app),
        IClassFixture<PostgresPagesApp>;
