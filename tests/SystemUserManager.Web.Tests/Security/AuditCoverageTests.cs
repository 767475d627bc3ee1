using System.Globalization;
using MetaGraph.Assets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;
using SystemUserManager.Web.Tests.Pages.SystemUsers;
using Page = SystemUserManager.Web.Tests.Host.Page;

namespace SystemUserManager.Web.Tests.Security;

/// <summary>
/// Every handler of every page that answers to anything but GET, out of the endpoint table: what it leaves in the audit
/// log. One that isn't in <see cref="Leaves"/> or <see cref="Nothing"/> fails.
/// </summary>
[Trait("Id", "F04")]
public abstract partial class AuditCoverageTests(PagesApp app)
{
    public sealed class OnSqlite(SqliteBesideSandbox app) : AuditCoverageTests(app), IClassFixture<SqliteBesideSandbox>;

    public sealed class OnPostgres(PostgresBesideSandbox app)
        : AuditCoverageTests(app),
            IClassFixture<PostgresBesideSandbox>;

    /// <summary>The framework takes a filter that a page overrides, OnPageHandlerExecuting, for a handler of this method.</summary>
    private const string NoMethod = "PAGE";

    /// <summary>Not an act: an answer to another request, or a choice that is kept in the browser.</summary>
    private static readonly HashSet<string> Nothing =
    [
        "/Account/AccessDenied",
        "/Account/Prove Proved",
        "/SystemUsers/Adopt Preview",
        "/Theme",
    ];

    /// <summary>Each does it and returns the id of the object that the row has to name.</summary>
    private static readonly Dictionary<string, (Expected Row, Func<Everybody, Task<string>> Do)> Leaves = new()
    {
        ["/Account/SignIn"] = (
            new("Sign in", "Account"),
            async e =>
            {
                await e.App.SignInAsync(e.Other.Email!);
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/SignIn Passkey"] = (
            new("Sign in", "Account"),
            async e =>
            {
                var passkey = await SoftPasskey.AddAsync(await e.App.SignInAsync(e.Other.Email!));
                await passkey.SignInAsync(e.App.NewBrowser());
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/SignInCode"] = (
            new("Sign in", "Account"),
            async e =>
            {
                var codes = await CodeGenerator.SetUpAsync(e.App, await e.App.SignInAsync(e.Other.Email!));
                await codes.SignInAsync(e.Other.Email!);
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Index End"] = (
            new("End sessions", "Account"),
            async e =>
            {
                await e.App.SignInAsync(e.Other.Email!);
                await (await e.App.SignInAsync(e.Other.Email!)).PressAsync("/Account", "End");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Index EndOthers"] = (
            new("End sessions", "Account"),
            async e =>
            {
                await e.App.SignInAsync(e.Other.Email!);
                await (await e.App.SignInAsync(e.Other.Email!)).PressAsync("/Account", "End all other sessions");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/TwoFactor"] = (
            new("Set up two-factor", "Account"),
            async e =>
            {
                await CodeGenerator.SetUpAsync(e.App, await e.App.SignInAsync(e.Other.Email!));
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/TwoFactor Codes"] = (
            new("Make recovery codes", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await CodeGenerator.SetUpAsync(e.App, browser);
                await browser.PressAsync("/Account/TwoFactor", "Make new recovery codes");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/TwoFactor TurnOff"] = (
            new("Turn off two-factor", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await CodeGenerator.SetUpAsync(e.App, browser);
                await browser.PostFormAsync("/Account/TwoFactor", new() { ["Password"] = WebApp.Password });
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Passkeys Add"] = (
            new("Add passkey", "Account"),
            async e =>
            {
                await SoftPasskey.AddAsync(await e.App.SignInAsync(e.Other.Email!));
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Passkeys Rename"] = (
            new("Rename passkey", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await SoftPasskey.AddAsync(browser);
                await browser.PressAsync("/Account/Passkeys", "Rename");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Passkeys Remove"] = (
            new("Remove passkey", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await (await SoftPasskey.AddAsync(browser)).RemoveAsync(browser);
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Passkeys Codes"] = (
            new("Make recovery codes", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await SoftPasskey.AddAsync(browser);
                await browser.PressAsync("/Account/Passkeys", "Make recovery codes");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Prove"] = (
            new("Prove who it is", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                await browser.PostFormAsync("/Account/Prove", new() { ["Password"] = WebApp.Password });
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Prove Code"] = (
            new("Prove who it is", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                var codes = await CodeGenerator.SetUpAsync(e.App, browser);
                await browser.PostFormAsync("/Account/Prove", new() { ["Code"] = codes.Next() });
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/Prove Passkey"] = (
            new("Prove who it is", "Account"),
            async e =>
            {
                var browser = await e.App.SignInAsync(e.Other.Email!);
                var passkey = await SoftPasskey.AddAsync(browser);
                await passkey.UseAsync(browser, "/Account/Prove");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Settings/People/Details EndSessions"] = (
            new("End sessions", "Account"),
            async e =>
            {
                await e.App.SignInAsync(e.Other.Email!);
                await e.Administrator.PressAsync($"/Settings/People/{e.Other.Id}", "End all sessions");
                return Text(e.Other.Id);
            }
        ),
        ["/Settings/People/EndDate"] = (
            new("Change end date", "Account"),
            e => e.SendToAsync(e.Other.Id, $"/Settings/People/{e.Other.Id}/EndDate", ("Input.EndDate", "2027-06-30"))
        ),
        ["/Settings/People/SecondFactor"] = (
            new("Reset second factor", "Account"),
            async e =>
            {
                await CodeGenerator.SetUpAsync(e.App, await e.App.SignInAsync(e.Other.Email!));
                return await e.SendToAsync(
                    e.Other.Id,
                    $"/Settings/People/{e.Other.Id}/SecondFactor",
                    ("Input.Reason", "Lost the phone")
                );
            }
        ),
        ["/Account/SignOut"] = (
            new("Sign out", "Account"),
            async e =>
            {
                await (await e.App.SignInAsync(e.Other.Email!)).PressAsync("/Account/SignOut", "Sign out");
                return e.ActsAs(e.Other);
            }
        ),
        ["/Account/ChangePassword"] = (
            new("Change password", "Account"),
            async e =>
            {
                await (await e.App.SignInAsync(e.Other.Email!)).PostFormAsync(
                    "/Account/ChangePassword",
                    new()
                    {
                        ["Input.CurrentPassword"] = WebApp.Password,
                        ["Input.Password"] = "the next horse battery",
                        ["Input.PasswordAgain"] = "the next horse battery",
                    }
                );
                return e.ActsAs(e.Other);
            }
        ),
        ["/Settings/People/Add"] = (
            new("Create account", "Account"),
            async e =>
            {
                await e.SendAsync(
                    "/Settings/People/Add",
                    ("Input.Name", "Grace"),
                    ("Input.Email", "grace@example.com"),
                    ("Input.Password", WebApp.Password),
                    ("Input.PasswordAgain", WebApp.Password),
                    ("Input.Roles.Role", "Auditor"),
                    ("Input.Roles.AllPortfolios", "True")
                );
                return Text((await e.App.AccountAsync("grace@example.com")).Id);
            }
        ),
        ["/Settings/People/Details BreakGlass"] = (
            new("Choose break-glass account", "Account"),
            async e =>
            {
                var chosen = await e.App.GivenAccountAsync(Role.Administrator);
                await e.Administrator.PressAsync($"/Settings/People/{chosen.Id}", "Make it the break-glass account");
                return Text(chosen.Id);
            }
        ),
        ["/Settings/People/Details Unlock"] = (
            new("Unlock account", "Account"),
            async e =>
            {
                await e.LockAsync();
                await e.Administrator.PressAsync($"/Settings/People/{e.Other.Id}", "Unlock now");
                return Text(e.Other.Id);
            }
        ),
        ["/Settings/People/Roles"] = (
            new("Change roles", "Account"),
            e =>
                e.SendToAsync(
                    e.Other.Id,
                    $"/Settings/People/{e.Other.Id}/Roles",
                    ("Input.Roles.Role", "Offboarder"),
                    ("Input.Roles.AllPortfolios", "True")
                )
        ),
        ["/Settings/People/Password"] = (
            new("Set password", "Account"),
            e =>
                e.SendToAsync(
                    e.Other.Id,
                    $"/Settings/People/{e.Other.Id}/Password",
                    ("Input.Password", "a brand new password"),
                    ("Input.PasswordAgain", "a brand new password")
                )
        ),
        ["/Settings/People/End"] = (
            new("End account", "Account"),
            e => e.SendToAsync(e.Other.Id, $"/Settings/People/{e.Other.Id}/End", ("Input.Reason", "Left"))
        ),
        ["/Settings/People/Reopen"] = (
            new("Reopen account", "Account"),
            async e =>
            {
                await e.SendAsync($"/Settings/People/{e.Other.Id}/End", ("Input.Reason", "Left"));
                return await e.SendToAsync(
                    e.Other.Id,
                    $"/Settings/People/{e.Other.Id}/Reopen",
                    ("Input.Password", "welcome back again"),
                    ("Input.PasswordAgain", "welcome back again"),
                    ("Input.Reason", "Came back")
                );
            }
        ),
        ["/Portfolios/Connect"] = (
            new("Connect Business 71000", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    "/Portfolios/Connect",
                    ("Input.BusinessId", "71000"),
                    ("Input.AppId", "1300000000000009"),
                    ("Input.ControlTokenSecret", "control"),
                    ("Input.AppSecretSecret", "app"),
                    ("Input.Tier", "Limited"),
                    ("Input.Mode", "ObserveOnly"),
                    ("Input.Reason", "Trying it out")
                )
        ),
        ["/Portfolios/Connect Demo"] = (
            new("Connect Business 1200000000000001", "Operation", AuditOutcome.Asked),
            async e => e.Asked(await e.Administrator.PressAsync("/Portfolios/Connect", "Connect Northwind Retail"))
        ),
        ["/Portfolios/ConnectMany"] = (
            new("Connect Business 72000", "Operation", AuditOutcome.Asked),
            async e =>
            {
                await e.Administrator.PostFormAsync(
                    "/Portfolios/ConnectMany",
                    new()
                    {
                        ["Input.Text"] =
                            "business id,app id,control token secret,app secret secret\n72000,13000,control,app",
                        ["Input.Reason"] = "All at once",
                        ["go"] = "ask",
                    }
                );
                return Text(
                    await e.App.InDatabaseAsync(db =>
                        db.Operations.Where(o => o.Title == "Connect Business 72000").Select(o => o.Id).SingleAsync()
                    )
                );
            }
        ),
        ["/Portfolios/Labels"] = (
            new("Change labels", "Portfolio"),
            e => e.SendToAsync(e.PortfolioId, $"/Portfolios/{e.PortfolioId}/Labels", ("Input.Labels", "EMEA"))
        ),
        ["/Portfolios/Disconnect"] = (
            new("Disconnect Covered", "Operation", AuditOutcome.Asked),
            async e =>
            {
                var answers = await e.App.InDatabaseAsync(db =>
                    db.Tokens.Where(t => t.PortfolioId == e.PortfolioId)
                        .Select(t => t.SystemUserId)
                        .Distinct()
                        .ToListAsync()
                );
                return await e.AskAsync(
                    $"/Portfolios/{e.PortfolioId}/Disconnect",
                    [
                        .. answers.SelectMany(id =>
                            new[]
                            {
                                ($"Input.Answers[{id}].Choice", "Keep"),
                                ($"Input.Answers[{id}].Words", "The client's own"),
                            }
                        ),
                        ("Input.Reason", "The client left"),
                    ]
                );
            }
        ),
        ["/Portfolios/Mode"] = (
            new("Change mode", "Portfolio"),
            e =>
                e.SendToAsync(
                    e.PortfolioId,
                    $"/Portfolios/{e.PortfolioId}/Mode",
                    ("Input.Mode", "ObserveOnly"),
                    ("Input.Reason", "Audit week")
                )
        ),
        ["/Portfolios/ControlToken"] = (
            new("Replace the control token of Covered", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/Portfolios/{e.PortfolioId}/ControlToken",
                    ("Input.SecretName", "another-control-token"),
                    ("Input.Reason", "The old one's maker left")
                )
        ),
        ["/Portfolios/Read"] = (
            new("Read Covered", "Operation", AuditOutcome.Asked),
            e => e.AskAsync($"/Portfolios/{e.PortfolioId}/Read", ("Input.Reason", "Now"))
        ),
        ["/SystemUsers/Create"] = (
            new("Create covered ads reporting", "Operation", AuditOutcome.Asked),
            async e =>
                e.Asked(
                    await (
                        await CreateForm.FilledAsync(e.Administrator, e.PortfolioId, "covered ads reporting")
                    ).SendAsync()
                )
        ),
        ["/SystemUsers/Access"] = (
            new("Change access of covered tool", "Operation", AuditOutcome.Asked),
            async e =>
            {
                await e.GiveGrantAsync();
                var form = await AccessForm.OpenAsync(e.Administrator, e.SystemUserId);
                form.Untick("AssetIds").Type("Owner", "Maria").Type("Purpose", "Reads").Type("Reason", "It ended");
                return e.Asked(await form.SendAsync());
            }
        ),
        ["/Findings/Accept"] = (
            new("Accept finding", "Finding"),
            async e =>
            {
                var id = await e.GiveFindingAsync();
                var until = e.App.Time.GetUtcNow().AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                return await e.SendToAsync(
                    id,
                    $"/Findings/{id}/Accept",
                    ("Input.Until", until),
                    ("Input.Reason", "It goes next month")
                );
            }
        ),
        ["/Findings/Accept TakeBack"] = (
            new("Take back the acceptance of a finding", "Finding"),
            async e =>
            {
                var now = e.App.Time.GetUtcNow();
                var id = await e.GiveFindingAsync(f => f.Accept(now.AddDays(30), "It goes", "Ada", now));
                var page = await e.Administrator.GetAsync($"/Findings/{id}/Accept");
                var form = page.Document.Forms.Single(f => f.Action.Contains("TakeBack", StringComparison.Ordinal));
                var values = Page.Values(form)
                    .Where(v => v.Key != "Input.Reason")
                    .Append(KeyValuePair.Create("Input.Reason", "It doesn't go"));
                var sent = await e.Administrator.SendAsync(
                    HttpMethod.Post,
                    $"/Findings/{id}/Accept?handler=TakeBack",
                    new FormUrlEncodedContent(values)
                );
                Assert.True(sent.IsRedirect, sent.Text);
                return Text(id);
            }
        ),
        ["/Findings/Adopt"] = (
            new("Adopt what a finding shows", "Finding"),
            async e =>
            {
                var id = await e.GiveFindingAsync();
                return await e.SendToAsync(id, $"/Findings/{id}/Adopt", ("Input.Reason", "It is meant"));
            }
        ),
        ["/Findings/Revert"] = (
            new("Rename covered finding to its old name", "Operation", AuditOutcome.Asked),
            async e => await e.AskAsync($"/Findings/{await e.GiveFindingAsync()}/Revert", ("Input.Reason", "Not meant"))
        ),
        ["/Index CloseNotice"] = (
            new("Close the notice of the first findings", "Portfolio"),
            async e =>
            {
                await e.GiveFindingAsync();
                await e.App.InDatabaseAsync(db =>
                    db.Portfolios.ExecuteUpdateAsync(p =>
                        p.SetProperty(x => x.ComparedAt, e.App.Time.GetUtcNow())
                            .SetProperty(
                                x => x.FirstNoticeClosedAt,
                                x => x.Id == e.PortfolioId ? null : (DateTimeOffset?)e.App.Time.GetUtcNow()
                            )
                    )
                );
                await e.Administrator.PressAsync("/", "Close this notice for everybody");
                return Text(e.PortfolioId);
            }
        ),
        ["/Index CloseNotices"] = (
            new("Close the notice of the first findings", "Portfolio"),
            async e =>
            {
                var another = await e.App.GivenActingPortfolioAsync("Also noticed");
                var stranger = await e.App.GivenSystemUserAsync(another, "also noticed");
                await e.App.GivenFindingAsync(stranger, FindingKind.UnknownSystemUser);
                await e.GiveFindingAsync();
                await e.App.InDatabaseAsync(db =>
                    db.Portfolios.ExecuteUpdateAsync(p =>
                        p.SetProperty(x => x.ComparedAt, e.App.Time.GetUtcNow())
                            .SetProperty(x => x.FirstNoticeClosedAt, (DateTimeOffset?)null)
                    )
                );
                await e.Administrator.PressAsync("/", "Close all these notices for everybody");
                return Text(another.Id);
            }
        ),
        ["/SystemUsers/Details Done"] = (
            new("Done in Meta", "SystemUser"),
            async e =>
            {
                await e.GiveLineAsync();
                await e.Administrator.PressAsync($"/SystemUsers/{e.SystemUserId}", "Done in Meta");
                return Text(e.SystemUserId);
            }
        ),
        ["/Partners/Edit"] = (
            new("Edit partner", "Partner"),
            async e =>
            {
                var id = await e.GivePartnerAsync();
                return await e.SendToAsync(
                    id,
                    $"/Partners/{id}/Edit",
                    ("Input.Purpose", "Runs the ads"),
                    ("Input.Reason", "Nobody had said so")
                );
            }
        ),
        ["/Partners/Details Confirm"] = (
            new("Confirm that a partner is still in use", "Partner"),
            async e =>
            {
                var id = await e.GivePartnerAsync();
                return await e.SendToAsync(id, $"/Partners/{id}", ("Input.Reason", "They work on spring"));
            }
        ),
        ["/Partners/Details Done"] = (
            new("Tick off a line of the checklist", "Partner"),
            async e =>
            {
                var id = await e.GivePartnerAsync();
                await e.Administrator.PressAsync($"/Partners/{id}", "Done");
                return Text(id);
            }
        ),
        ["/Partners/End"] = (
            new("End the agency covered agency", "Operation", AuditOutcome.Asked),
            async e =>
            {
                var id = await e.GivePartnerAsync();
                return await e.AskAsync($"/Partners/{id}/End", ("Input.Reason", "The contract is over"));
            }
        ),
        ["/People/Account"] = (
            new("Undo a match with an account", "Person"),
            async e =>
            {
                var account = await e.App.GivenAccountAsync(Role.Auditor);
                var person = await e.App.InDatabaseAsync(db => db.People.SingleAsync(p => p.AccountId == account.Id));
                return await e.SendToAsync(
                    person.Id,
                    $"/People/{person.Id}/Account",
                    ("Input.Reason", "Somebody of the same name")
                );
            }
        ),
        ["/People/Left"] = (
            new("Mark as left", "Person"),
            async e =>
            {
                var person = await e.App.AddAsync(Person.Called($"Leaver {Guid.NewGuid():N}"));
                return await e.SendToAsync(
                    person.Id,
                    $"/People/{person.Id}/Left",
                    ("Input.HasLeft", "true"),
                    ("Input.Reason", "Last day was Friday")
                );
            }
        ),
        ["/People/Match"] = (
            new("Match with a person at Meta", "Person"),
            async e =>
            {
                var name = $"Listed {Guid.NewGuid():N}";
                var person = await e.App.AddAsync(Person.Called(name));
                var listed = new BusinessPerson
                {
                    PortfolioId = e.PortfolioId,
                    GraphId = $"{Guid.NewGuid():N}",
                    Name = name,
                    FirstSeenAt = e.App.Time.GetUtcNow(),
                };
                listed.Rename(name);
                await e.App.AddAsync(listed);
                return await e.SendToAsync(
                    person.Id,
                    $"/People/{person.Id}/Match",
                    ("Input.BusinessPersonId", $"{listed.Id}"),
                    ("Input.IsMatch", "true"),
                    ("Input.Reason", "The same e-mail")
                );
            }
        ),
        ["/Portfolios/AddApp"] = (
            new("Add the app 1300000000000009 to Covered", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/Portfolios/{e.PortfolioId}/Apps/Add",
                    ("Input.AppId", "1300000000000009"),
                    ("Input.ControlTokenSecret", "shop-control-token"),
                    ("Input.AppSecretSecret", "shop-app-secret"),
                    ("Input.Reason", "The shop uses it")
                )
        ),
        ["/Apps/Join"] = (
            new("Say which system user it is", "App"),
            async e =>
            {
                var (app, seen) = await AppAsync(e);
                return await e.SendToAsync(
                    app,
                    $"/Apps/Join/{seen}",
                    ("Input.SystemUserId", $"{e.SystemUserId}"),
                    ("Input.Reason", "Compared")
                );
            }
        ),
        ["/Apps/Remove"] = (
            new("Remove app", "App"),
            async e =>
            {
                var (app, _) = await AppAsync(e);
                return await e.SendToAsync(app, $"/Apps/{app}/Remove", ("Input.Reason", "It moved"));
            }
        ),
        ["/SystemUsers/StillNeeded"] = (
            new("Confirm still needed", "SystemUser"),
            e => e.SendToAsync(e.SystemUserId, $"/SystemUsers/{e.SystemUserId}/StillNeeded", ("Input.Reason", "In use"))
        ),
        ["/SystemUsers/HandOver"] = (new("Offer hand-over", "SystemUser"), OfferAsync),
        ["/SystemUsers/HandOver Accept"] = (new("Accept hand-over", "SystemUser"), e => AnswerAsync(e, "Accept it")),
        ["/SystemUsers/HandOver Decline"] = (
            new("Decline hand-over", "SystemUser"),
            e => AnswerAsync(e, "Take the offer back")
        ),
        ["/SystemUsers/RevokeAll"] = (
            new("Revoke all tokens of covered tool", "Operation", AuditOutcome.Asked),
            e => e.AskAsync($"/SystemUsers/{e.SystemUserId}/RevokeAll", ("Input.Reason", "Leaver"))
        ),
        ["/SystemUsers/Issue"] = (
            new("Issue a token of covered tool", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/SystemUsers/{e.SystemUserId}/Tokens/Issue",
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Scopes", "ads_read"),
                    ("Input.Reason", "Needed")
                )
        ),
        ["/SystemUsers/Register"] = (
            new("Register a token of covered tool", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/SystemUsers/{e.SystemUserId}/Tokens/Register",
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Secret", "some-secret"),
                    ("Input.Reason", "Needed")
                )
        ),
        ["/SystemUsers/Rename"] = (
            new("Rename covered tool to covered ads tool", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/SystemUsers/{e.SystemUserId}/Rename",
                    ("Input.Owner", "Maria Lindqvist <maria@example.com>"),
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Name", "covered ads tool"),
                    ("Input.Reason", "Needed")
                )
        ),
        ["/SystemUsers/Edit"] = (
            new("Edit system user", "SystemUser"),
            e =>
                e.SendToAsync(
                    e.SystemUserId,
                    $"/SystemUsers/{e.SystemUserId}/Edit",
                    ("Input.Purpose", "Reads campaign results"),
                    ("Input.Reason", "Needed")
                )
        ),
        ["/Portfolios/Secrets"] = (
            new("Check secrets in the vault of Covered", "Operation", AuditOutcome.Asked),
            e =>
                e.AskAsync(
                    $"/Portfolios/{e.PortfolioId}/Secrets",
                    ("Input.NamePattern", "team-*"),
                    ("Input.Reason", "Needed")
                )
        ),
        ["/SystemUsers/Details Confirm"] = (
            new("Confirm that a consumer works with a token", "SystemUser"),
            async e =>
            {
                await e.GiveConsumerAsync();
                await e.Administrator.PressAsync($"/SystemUsers/{e.SystemUserId}", "It works with this token");
                return Text(e.SystemUserId);
            }
        ),
        ["/SystemUsers/Details Link"] = (
            new("Make a confirmation link", "SystemUser"),
            async e =>
            {
                await e.GiveConsumerAsync();
                await e.Administrator.PressAsync($"/SystemUsers/{e.SystemUserId}", "Make a one-time link");
                return Text(e.SystemUserId);
            }
        ),
        ["/SystemUsers/Confirm"] = (
            new("Confirm that a consumer works with a token", "SystemUser"),
            async e =>
            {
                await e.GiveConsumerAsync();
                var page = await e.Administrator.PressAsync($"/SystemUsers/{e.SystemUserId}", "Make a one-time link");
                await e.App.NewBrowser().PressAsync(ConfirmTests.LinkOn(page), "It works with this token");
                return e.ActsAsNobody(e.SystemUserId);
            }
        ),
        ["/Tokens/Revoke"] = (
            new("Revoke a token of covered tool", "Operation", AuditOutcome.Asked),
            e => e.AskAsync($"/Tokens/{e.TokenId}/Revoke", ("Input.Reason", "Leaver"))
        ),
        ["/Operations/Details Decide"] = (
            new("Choose: StopHere", "Operation", AuditOutcome.Asked),
            async e =>
            {
                var page = await e.Administrator.GetAsync($"/Operations/{e.OperationId}");
                var form = Page.Values(page.Form(["StopHere.Reason"])).Where(v => v.Key != "StopHere.Reason");
                await e.Administrator.SendAsync(
                    HttpMethod.Post,
                    $"/Operations/{e.OperationId}?handler=Decide",
                    new FormUrlEncodedContent([.. form, new("choice", "StopHere"), new("StopHere.Reason", "Enough")])
                );
                return Text(e.OperationId);
            }
        ),
        ["/SystemUsers/Adopt"] = (
            new("Adopt system user", "SystemUser"),
            async e =>
            {
                var id = (await e.SystemUserAsync()).GraphId;
                var csv = $"system user id,owner,successor,purpose\n{id},Maria Lindqvist,,Reads campaign results";
                var preview = await e.Administrator.PostFormAsync("/SystemUsers/Adopt", new() { ["Input.Text"] = csv });
                var form = Page.Values(preview.Form(["Input.Reason"])).Where(v => v.Key != "Input.Reason");
                await e.Administrator.SendAsync(
                    HttpMethod.Post,
                    "/SystemUsers/Adopt",
                    new FormUrlEncodedContent([.. form, new("Input.Reason", "Asked around")])
                );
                return Text(e.SystemUserId);
            }
        ),
        ["/SystemUsers/Adopt Template"] = (
            new("Export found system users", "Export", AuditOutcome.Asked),
            async e =>
            {
                await e.Administrator.PressAsync("/SystemUsers/Adopt", "Download a CSV to fill in");
                return "*";
            }
        ),
        ["/Reviews/New"] = (new("Sign review", "Review"), ReviewAsync),
        ["/Reviews/Details Csv"] = (
            new("Export review", "Export", AuditOutcome.Asked),
            async e =>
            {
                await e.Administrator.PressAsync($"/Reviews/{await ReviewAsync(e)}", "Download CSV");
                return "*";
            }
        ),
        ["/Findings/Answer"] = (
            new("Accept finding", "Finding"),
            async e =>
            {
                var finding = new Finding
                {
                    PortfolioId = e.PortfolioId,
                    Kind = FindingKind.VagueName,
                    ObjectKey = $"{Guid.NewGuid():N}",
                    SystemUserId = e.SystemUserId,
                    FirstSeenAt = e.App.Time.GetUtcNow(),
                };
                await e.App.AddAsync(finding);
                await e.Administrator.PostFormAsync(
                    $"/Findings/Answer?Ids={finding.Id}&Answer=Accept",
                    new() { ["Input.Until"] = "2027-05-01", ["Input.Reason"] = "Known" }
                );
                return Text(finding.Id);
            }
        ),
        ["/Grants/Index Csv"] = (
            new("Export asset grants", "Export", AuditOutcome.Asked),
            async e =>
            {
                await e.GiveGrantAsync();
                await e.Administrator.PressAsync($"/Grants?PortfolioId={e.PortfolioId}", "Download CSV");
                return "*";
            }
        ),
        ["/Audit/Index Verify"] = (
            new(VerifyAudit.VerifyLog, "Operation", AuditOutcome.Asked),
            async e => e.Asked(await e.Administrator.PressAsync("/Audit", "Verify"))
        ),
    };

    /// <summary>A review of the portfolio that is signed; its id.</summary>
    private static async Task<string> ReviewAsync(Everybody e)
    {
        var path = $"/Reviews/New?PortfolioId={e.PortfolioId}";
        var shown = (await e.Administrator.GetAsync(path)).Document.QuerySelectorAll(
            "input[name='Input.SystemUserIds']"
        );
        var typed = shown.ToDictionary(i => $"Input.Decisions[{i.GetAttribute("value")}]", _ => "Reduce");
        typed["Input.Reason"] = "Yearly";
        var signed = await e.Administrator.PostFormAsync(path, typed);
        Assert.True(signed.IsRedirect, signed.Text);
        return signed.Location!.Split('/')[^1];
    }

    /// <summary>Another app, and one system user that it has seen.</summary>
    private static async Task<(long App, long Seen)> AppAsync(Everybody e)
    {
        var portfolio = await e.App.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == e.PortfolioId));
        var (app, seen) = await e.App.GivenAppAsync(portfolio, "covered shop app", "covered otherwise");
        return (app.Id, seen.Id);
    }

    private static Task<string> OfferAsync(Everybody e) =>
        e.SendToAsync(
            e.SystemUserId,
            $"/SystemUsers/{e.SystemUserId}/HandOver",
            ("Input.Owner", $"Mona {Guid.NewGuid():N}"),
            ("Input.Reason", "Moved to another team")
        );

    private static async Task<string> AnswerAsync(Everybody e, string button)
    {
        await OfferAsync(e);
        await e.Administrator.PressAsync($"/SystemUsers/{e.SystemUserId}/HandOver", button);
        return Text(e.SystemUserId);
    }

    public static TheoryData<string> Handlers() => [.. Leaves.Keys];

    [Theory]
    [EachOnOneDatabase(nameof(Handlers))]
    public async Task It_leaves_who_did_what_to_which_object_and_what_came_of_it(string handler)
    {
        var (expected, doAsync) = Leaves[handler];
        var everybody = await Everybody.MeetAsync(app);
        var mark = (await app.AuditAsync()).Count;

        var objectId = await doAsync(everybody);

        var rows = (await app.AuditAsync()).Skip(mark).Where(r => r.Action == expected.Action).ToList();
        var row = rows.FirstOrDefault(r =>
            r.Outcome == expected.Outcome && (objectId == "*" || r.ObjectId == objectId)
        );
        Assert.True(row is not null, $"{handler} left {string.Join("; ", rows.Select(r => r.Text))}");
        Assert.Equal((expected.ObjectType, everybody.ActorId), (row.ObjectType, row.ActorId));
        Assert.NotEqual("", row.ObjectLabel);
        Assert.NotNull(row.RequestId);
    }

    [Fact]
    public async Task The_setup_leaves_who_became_the_first_administrator()
    {
        await using var empty = await WebApp.StartEmptyAsync(DatabaseProvider.Sqlite);
        var line = await empty.Log.LastAsync("First run: open ");
        var code = line.Split("enter ")[1].Split(' ')[0];

        await empty
            .NewBrowser()
            .PostFormAsync(
                "/Setup",
                new()
                {
                    ["Input.Code"] = code,
                    ["Input.Name"] = "Ada",
                    ["Input.Email"] = "ada@example.com",
                    ["Input.Password"] = WebApp.Password,
                    ["Input.PasswordAgain"] = WebApp.Password,
                }
            );

        var account = await empty.AccountAsync("ada@example.com");
        var row = Assert.Single(await empty.AuditAsync(), r => r.Action != "Sign in");
        Assert.Equal(
            ("Set up first administrator", "Account", Text(account.Id), account.Id, AuditOutcome.Succeeded),
            (row.Action, row.ObjectType, row.ObjectId, row.ActorId, row.Outcome)
        );
    }

    [Fact]
    public async Task Every_handler_that_may_change_something_is_in_the_table()
    {
        var there = new List<string>();
        foreach (var page in Pages())
        {
            var compiled = await app
                .Services.Get<PageLoader>()
                .LoadAsync(page.Metadata.GetMetadata<PageActionDescriptor>()!, page.Metadata);
            there.AddRange(
                compiled
                    .HandlerMethods.Where(h => h.HttpMethod.ToUpperInvariant() is not ("GET" or "HEAD" or NoMethod))
                    .Select(h => h.Name is null ? compiled.ViewEnginePath : $"{compiled.ViewEnginePath} {h.Name}")
            );
        }

        Assert.Equal(
            Leaves.Keys.Concat(Nothing).Append("/Setup/Index").Order(StringComparer.Ordinal),
            there.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Nothing_but_pages_answers_to_anything_but_a_read()
    {
        var others = app
            .Services.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is null)
            .Where(e => !e.RoutePattern.RawText!.StartsWith("/health/", StringComparison.Ordinal))
            .Where(e =>
                e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { } methods
                || methods.Any(m => m is not ("GET" or "HEAD"))
            );
        Assert.Empty(others.Select(e => e.RoutePattern.RawText));
    }

    private IEnumerable<RouteEndpoint> Pages() =>
        app
            .Services.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
