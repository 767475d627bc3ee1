using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Reviews;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>
/// Every page there is × every role, on all portfolios and on one × an object of that portfolio and of another. The
/// pages come from the endpoint table; one that isn't in <see cref="Needs"/> fails.
/// </summary>
public abstract partial class AccessMatrixTests(PagesApp app)
{
    private static Role? AnybodySignedIn => null;

    /// <summary>The least role that a page asks for; what asks for it on all portfolios is in <see cref="OnAll"/>.</summary>
    private static readonly Dictionary<string, Role?> Needs = new()
    {
        ["/Index"] = AnybodySignedIn,
        ["/Help/Index"] = AnybodySignedIn,
        ["/Account/Index"] = AnybodySignedIn,
        ["/Account/ChangePassword"] = AnybodySignedIn,
        ["/Account/Passkeys"] = AnybodySignedIn,
        ["/Account/Prove"] = AnybodySignedIn,
        ["/Account/SignOut"] = AnybodySignedIn,
        ["/Account/TwoFactor"] = AnybodySignedIn,
        ["/Apps/Details"] = Role.Auditor,
        ["/Apps/Join"] = Role.Administrator,
        ["/Apps/Remove"] = Role.Administrator,
        ["/Assets/Index"] = Role.Auditor,
        ["/Assets/Details"] = Role.Auditor,
        ["/Audit/Index"] = Role.Auditor,
        ["/Findings/Accept"] = Role.Administrator,
        ["/Findings/Adopt"] = Role.Administrator,
        ["/Findings/Details"] = Role.Auditor,
        ["/Findings/Index"] = Role.Auditor,
        ["/Findings/Revert"] = Role.Administrator,
        ["/Grants/Index"] = Role.Auditor,
        ["/Findings/Answer"] = Role.Offboarder,
        ["/Operations/Index"] = Role.Auditor,
        ["/Operations/Details"] = Role.Auditor,
        ["/Partners/Index"] = Role.Auditor,
        ["/Partners/Details"] = Role.Auditor,
        ["/Partners/Edit"] = Role.Administrator,
        ["/Partners/End"] = Role.Administrator,
        ["/People/Index"] = Role.Auditor,
        ["/People/Details"] = Role.Auditor,
        ["/People/Account"] = Role.Administrator,
        ["/People/Left"] = Role.Administrator,
        ["/People/Match"] = Role.Administrator,
        ["/Search/Index"] = Role.Auditor,
        ["/Reviews/Index"] = Role.Auditor,
        ["/Reviews/Details"] = Role.Auditor,
        // Who owns what is reviewed may sign for it, whatever their role: the act asks.
        ["/Reviews/New"] = Role.Auditor,
        ["/Portfolios/Index"] = Role.Auditor,
        ["/Portfolios/Details"] = Role.Auditor,
        ["/Portfolios/AddApp"] = Role.Administrator,
        ["/Portfolios/Connect"] = Role.Administrator,
        ["/Portfolios/ConnectMany"] = Role.Administrator,
        ["/Portfolios/Disconnect"] = Role.Administrator,
        ["/Portfolios/Labels"] = Role.Administrator,
        ["/Portfolios/ControlToken"] = Role.Administrator,
        ["/Portfolios/Mode"] = Role.Administrator,
        ["/Portfolios/Read"] = Role.Offboarder,
        ["/SystemUsers/Index"] = Role.Auditor,
        ["/SystemUsers/Details"] = Role.Auditor,
        ["/SystemUsers/Create"] = Role.Administrator,
        ["/SystemUsers/Access"] = Role.Administrator,
        ["/SystemUsers/Adopt"] = Role.Administrator,
        // Who owns it may answer, whatever their role: the act asks.
        ["/SystemUsers/HandOver"] = Role.Auditor,
        ["/SystemUsers/StillNeeded"] = Role.Auditor,
        ["/SystemUsers/RevokeAll"] = Role.Offboarder,
        ["/SystemUsers/Issue"] = Role.Administrator,
        ["/SystemUsers/Register"] = Role.Administrator,
        ["/SystemUsers/Rename"] = Role.Administrator,
        ["/SystemUsers/Edit"] = Role.Administrator,
        ["/Portfolios/Secrets"] = Role.Administrator,
        ["/Tokens/Index"] = Role.Auditor,
        ["/Tokens/Details"] = Role.Auditor,
        ["/Tokens/Revoke"] = Role.Offboarder,
        ["/Settings/Index"] = Role.Administrator,
        ["/Settings/People/Index"] = Role.Administrator,
        ["/Settings/People/Add"] = Role.Administrator,
        ["/Settings/People/Details"] = Role.Administrator,
        ["/Settings/People/End"] = Role.Administrator,
        ["/Settings/People/EndDate"] = Role.Administrator,
        ["/Settings/People/Password"] = Role.Administrator,
        ["/Settings/People/Reopen"] = Role.Administrator,
        ["/Settings/People/Roles"] = Role.Administrator,
        ["/Settings/People/SecondFactor"] = Role.Administrator,
    };

    /// <summary>Open to everybody: held by <see cref="EndpointTests"/>.</summary>
    private static readonly HashSet<string> Open =
    [
        "/Account/AccessDenied",
        "/Account/SignIn",
        "/Account/SignInCode",
        "/Account/SignInProvider",
        "/Error",
        "/NotFound",
        "/Setup/Index",
        "/SystemUsers/Confirm",
        "/Theme",
    ];

    private static bool OnAll(string page) =>
        page.StartsWith("/Settings", StringComparison.Ordinal)
        || page
            is "/Portfolios/Connect"
                or "/Portfolios/ConnectMany"
                or "/Portfolios/Labels"
                or "/People/Account"
                or "/People/Left";

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
    [RowsOnOneDatabase]
    [Row(Role.Auditor)]
    [Row(Role.Offboarder)]
    [Row(Role.Administrator)]
    [Trait("Id", "W02")]
    public async Task A_role_on_all_portfolios_opens_what_it_may_and_nothing_else(Role role)
    {
        var ours = await WorldAsync("Ours");
        var browser = await app.SignInAsync(role);
        var (before, refused) = ((await app.AuditAsync()).Count, 0);
        foreach (var page in Closed())
        {
            var path = Path(page, ours.IdFor(ViewPath(page)));
            var allowed = Needs[ViewPath(page)] is not { } needed || role >= needed;
            await SeeAsync(browser, path, allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            refused += allowed ? 0 : 1;
        }
        // Opening a page changes nothing. That it was refused is written down.
        Assert.Equal(before + refused, (await app.AuditAsync()).Count);
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

    private static async Task<Host.Page> SeeAsync(Browser browser, string path, HttpStatusCode expected)
    {
        var answer = await browser.GetAsync(path);
        Assert.True(answer.Status == expected, $"{path}: {answer.Status} instead of {expected}");
        // A path that Razor didn't resolve leads nowhere.
        Assert.Empty(answer.Document.QuerySelectorAll("[href^='~'], [action^='~']"));
        OwnScripts.SeeNone(answer, path);
        return answer;
    }

    private async Task<Objects> WorldAsync(string name)
    {
        var secret = $"{name}-{Guid.NewGuid():N}";
        var portfolio = await app.GivenActingPortfolioAsync(secret);
        var owner = await app.AddAsync(Person.Called($"{secret} owner"));
        var systemUser = await app.GivenSystemUserAsync(
            portfolio,
            $"{secret} reporting tool",
            s => s.OwnerId = owner.Id
        );
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        // Of another one: an open operation keeps its own system user from being changed.
        var offered = await app.GivenSystemUserAsync(portfolio, $"{secret} other tool");
        var operation = await app.GivenOperationAsync(
            offered,
            OperationKind.CreateSystemUser,
            o => o.AskFor("Decide.", [OperationChoice.StopHere])
        );
        await app.AddAsync(
            new HandOver
            {
                PortfolioId = portfolio.Id,
                SystemUserId = offered.Id,
                FromId = null,
                ToId = owner.Id,
                Reason = "For a test",
                AskedByName = $"{secret} owner",
                AskedAt = app.Time.GetUtcNow(),
            }
        );
        var line = await app.AddAsync(
            new ChecklistLine
            {
                PortfolioId = portfolio.Id,
                SystemUserId = offered.Id,
                Text = $"Remove {secret} in Meta's own pages",
                OperationId = operation.Id,
                AddedAt = app.Time.GetUtcNow(),
            }
        );
        var account = await app.GivenAccountAsync(Role.Auditor, portfolio.Id);
        var asset = await app.GivenAssetAsync(portfolio, MetaGraph.Assets.AssetKind.AdAccount, $"{secret} EU");
        var finding = await app.GivenFindingAsync(
            await app.GivenOursAsync(portfolio, $"{secret} renamed tool", "its old name"),
            FindingKind.Renamed
        );
        var (other, seen) = await app.GivenAppAsync(portfolio, $"{secret} shop app", $"{secret} seen otherwise");
        var partner = await app.GivenPartnerAsync(portfolio, $"{secret} agency");
        return new Objects(
            secret,
            portfolio.Id,
            systemUser.Id,
            token.Id,
            operation.Id,
            account.Id,
            owner.Id,
            asset.Id,
            other.Id,
            seen.Id,
            finding.Id,
            (await app.AddAsync(ReviewOf(systemUser, secret))).Id,
            partner.Id,
            offered.Id,
            line.Id
        );
    }

    private Review ReviewOf(SystemUser systemUser, string secret)
    {
        var review = new Review
        {
            PortfolioId = systemUser.PortfolioId,
            Batch = Guid.NewGuid(),
            Scope = $"All of {secret}",
            SignedAt = app.Time.GetUtcNow(),
            SignedByName = $"{secret} owner",
        };
        review.Lines.Add(
            new ReviewLine
            {
                PortfolioId = systemUser.PortfolioId,
                SystemUserId = systemUser.Id,
                SystemUserName = systemUser.Name,
                Decision = ReviewDecision.Reduce,
                Reached = "no asset; 1 live token",
            }
        );
        return review;
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
    /// <param name="OfferedId">A system user that is offered to another owner, with a line on its checklist.</param>
    private sealed record Objects(
        string Secret,
        long PortfolioId,
        long SystemUserId,
        long TokenId,
        long OperationId,
        long AccountId,
        long PersonId,
        long AssetId,
        long AppId,
        long SeenId,
        long FindingId,
        long ReviewId,
        long PartnerId,
        long OfferedId,
        long LineId
    )
    {
        public long IdFor(string page) =>
            page.Split('/')[1] switch
            {
                "Portfolios" => PortfolioId,
                "SystemUsers" => SystemUserId,
                "Tokens" => TokenId,
                "Operations" => OperationId,
                "Reviews" => ReviewId,
                "Settings" => AccountId,
                "Partners" => PartnerId,
                "People" => PersonId,
                "Findings" => FindingId,
                "Assets" => AssetId,
                "Apps" => page.Split('/')[2] == "Join" ? SeenId : AppId,
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
