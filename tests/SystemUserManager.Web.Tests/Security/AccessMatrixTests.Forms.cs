using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Security;

/// <content>Forms sent by whoever may not, or for somebody else's objects.</content>
public abstract partial class AccessMatrixTests
{
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
    [RowsOnOneDatabase]
    [Row("mode")]
    [Row("read")]
    [Row("create")]
    [Row("access")]
    [Row("revoke")]
    [Row("revoke all")]
    [Row("decide")]
    [Row("issue")]
    [Row("register")]
    [Row("rename")]
    [Row("edit")]
    [Row("secrets")]
    [Row("control token")]
    [Row("disconnect")]
    [Row("add app")]
    [Row("join")]
    [Row("remove app")]
    [Row("accept finding")]
    [Row("adopt finding")]
    [Row("revert finding")]
    [Row("edit partner")]
    [Row("confirm partner")]
    [Row("end partner")]
    [Row("still needed")]
    [Row("offer")]
    [Row("accept hand-over")]
    [Row("decline hand-over")]
    [Row("checklist")]
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
    private async Task<(string Page, List<KeyValuePair<string, string>> Fields)> FormAsync(
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
            "access" => (
                "/SystemUsers/{id}/Access",
                null,
                More(
                    ("Input.AssetIds", "{asset}"),
                    ("Input.Tasks[{asset}]", "ANALYZE"),
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Reason", "For a test")
                )
            ),
            "issue" => (
                "/SystemUsers/{id}/Tokens/Issue",
                null,
                More(
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Scopes", "ads_read"),
                    ("Input.Reason", "For a test")
                )
            ),
            "register" => (
                "/SystemUsers/{id}/Tokens/Register",
                null,
                More(
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Secret", "some-secret"),
                    ("Input.Reason", "For a test")
                )
            ),
            "rename" => (
                "/SystemUsers/{id}/Rename",
                null,
                More(
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Name", "matrix ads renamed"),
                    ("Input.Reason", "For a test")
                )
            ),
            "edit" => (
                "/SystemUsers/{id}/Edit",
                null,
                More(("Input.Purpose", "Reads campaign results"), ("Input.Reason", "For a test"))
            ),
            "edit partner" => (
                "/Partners/{id}/Edit",
                null,
                More(("Input.Purpose", "Runs the ads"), ("Input.Reason", "For a test"))
            ),
            "confirm partner" => (
                "/Partners/{id}",
                "/Partners/{id}?handler=Confirm",
                More(("Input.Reason", "For a test"))
            ),
            "end partner" => ("/Partners/{id}/End", null, More(("Input.Reason", "For a test"))),
            "secrets" => (
                "/Portfolios/{id}/Secrets",
                null,
                More(("Input.NamePattern", "team-*"), ("Input.Reason", "For a test"))
            ),
            "control token" => (
                "/Portfolios/{id}/ControlToken",
                null,
                More(("Input.SecretName", "next-control-token"), ("Input.Reason", "For a test"))
            ),
            "disconnect" => (
                "/Portfolios/{id}/Disconnect",
                null,
                More(
                    ("Input.Answers[{system user}].Choice", "Keep"),
                    ("Input.Answers[{system user}].Words", "The client looks after it"),
                    ("Input.Reason", "For a test")
                )
            ),
            "add app" => (
                "/Portfolios/{id}/Apps/Add",
                null,
                More(
                    ("Input.AppId", "1300000000000009"),
                    ("Input.ControlTokenSecret", "shop-control-token"),
                    ("Input.AppSecretSecret", "shop-app-secret"),
                    ("Input.Reason", "For a test")
                )
            ),
            "join" => (
                "/Apps/Join/{id}",
                null,
                More(("Input.SystemUserId", "{system user}"), ("Input.Reason", "For a test"))
            ),
            "remove app" => ("/Apps/{id}/Remove", null, More(("Input.Reason", "For a test"))),
            "accept finding" => (
                "/Findings/{id}/Accept",
                null,
                More(("Input.Until", "{soon}"), ("Input.Reason", "For a test"))
            ),
            "adopt finding" => ("/Findings/{id}/Adopt", null, More(("Input.Reason", "For a test"))),
            "revert finding" => ("/Findings/{id}/Revert", null, More(("Input.Reason", "For a test"))),
            "still needed" => (
                "/SystemUsers/{id}/StillNeeded",
                null,
                More(("Input.NextReviewOn", "{soon}"), ("Input.Reason", "For a test"))
            ),
            "offer" => (
                "/SystemUsers/{id}/HandOver",
                null,
                More(("Input.Owner", "Maria Lindqvist <maria@example.com>"), ("Input.Reason", "For a test"))
            ),
            "accept hand-over" => (
                "/SystemUsers/{offered}/HandOver",
                "/SystemUsers/{offered}/HandOver?handler=Accept",
                More()
            ),
            "decline hand-over" => (
                "/SystemUsers/{offered}/HandOver",
                "/SystemUsers/{offered}/HandOver?handler=Decline",
                More()
            ),
            "checklist" => ("/SystemUsers/{offered}", "/SystemUsers/{offered}?handler=Done", More(("line", "{line}"))),
            "revoke" => ("/Tokens/{id}/Revoke", null, More(("Input.Reason", "For a test"))),
            "revoke all" => ("/SystemUsers/{id}/RevokeAll", null, More(("Input.Reason", "For a test"))),
            _ => (
                "/Operations/{id}",
                "/Operations/{id}?handler=Decide",
                More(("choice", "StopHere"), ("StopHere.Reason", "For a test"))
            ),
        };
        var form = (await browser.GetAsync(Address(opened, of))).Form(more.Select(m => m.Key).TakeLast(1));
        var filled = Filled(more, of).Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
        var hidden = Host.Page.Values(form).Where(v => !filled.Contains(v.Key));
        return (sentTo ?? opened, [.. hidden, .. more]);
    }

    private static string Address(string page, Objects of) =>
        page.Replace("{id}", $"{of.IdFor(page)}", StringComparison.Ordinal)
            .Replace("{offered}", $"{of.OfferedId}", StringComparison.Ordinal);

    private IEnumerable<KeyValuePair<string, string>> Filled(
        IEnumerable<KeyValuePair<string, string>> fields,
        Objects of
    ) =>
        fields.Select(f =>
            KeyValuePair.Create(
                f.Key.Replace("{asset}", $"{of.AssetId}", StringComparison.Ordinal)
                    .Replace("{system user}", $"{of.SystemUserId}", StringComparison.Ordinal),
                f.Value == "{id}" ? $"{of.PortfolioId}"
                    : f.Value == "{asset}" ? $"{of.AssetId}"
                    : f.Value == "{line}" ? $"{of.LineId}"
                    : f.Value == "{soon}" ? $"{app.Time.GetUtcNow().AddDays(7):yyyy-MM-dd}"
                    : f.Value == "{system user}" ? $"{of.SystemUserId}"
                    : f.Value
            )
        );

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
            var said = await db
                .SystemUsers.Where(s => s.PortfolioId == of.PortfolioId)
                .OrderBy(s => s.Id)
                .Select(s =>
                    $"{s.Name} {s.ConfirmedName} {s.Purpose} {s.OwnerId} {s.AdoptedAt} {s.NextReviewOn} {s.LastConfirmedByName}"
                )
                .ToListAsync();
            var apps = await db
                .PortfolioApps.Where(a => a.PortfolioId == of.PortfolioId)
                .Select(a => $"app {a.AppId} {a.RemovedAt}")
                .ToListAsync();
            var findings = await db
                .Findings.Where(f => f.PortfolioId == of.PortfolioId)
                .Select(f => $"finding {f.Id} {f.ResolvedAt} {f.AcceptedUntil}")
                .ToListAsync();
            var partners = await db
                .Partners.Where(p => p.PortfolioId == of.PortfolioId)
                .Select(p => $"{p.Name} {p.Purpose} {p.LastConfirmedByName}")
                .ToListAsync();
            var handOvers = await db
                .HandOvers.Where(h => h.PortfolioId == of.PortfolioId)
                .Select(h => $"hand-over {h.Id} {h.ToId} {h.Accepted} {h.AnsweredByName}")
                .ToListAsync();
            var lines = await db
                .ChecklistLines.Where(l => l.PortfolioId == of.PortfolioId)
                .Select(l => $"line {l.Id} {l.DoneByName}")
                .ToListAsync();
            var joined = await db
                .AppScopedSystemUsers.Where(s => s.PortfolioId == of.PortfolioId)
                .Select(s => $"{s.GraphId} is {s.SystemUserId}")
                .ToListAsync();
            return string.Join(
                '\n',
                [
                    .. apps.Order(StringComparer.Ordinal),
                    .. findings.Order(StringComparer.Ordinal),
                    .. joined.Order(StringComparer.Ordinal),
                    .. handOvers.Order(StringComparer.Ordinal),
                    .. lines.Order(StringComparer.Ordinal),
                    $"{portfolio.Mode} {portfolio.State}, {systemUsers} system users",
                    .. said,
                    .. partners,
                    .. operations.OrderBy(o => o.Id).Select(o => $"operation {o.Id} {o.State} {o.Version}"),
                    .. tokens.OrderBy(t => t.Id).Select(t => $"token {t.Id} {t.State}"),
                ]
            );
        });

    private static IEnumerable<KeyValuePair<string, string>> More(params (string Key, string Value)[] fields) =>
        fields.Select(f => KeyValuePair.Create(f.Key, f.Value));
}
