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
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;
using SystemUserManager.Web.Tests.Pages.SystemUsers;
using Page = SystemUserManager.Web.Tests.Host.Page;

namespace SystemUserManager.Web.Tests.Security;

/// <content>Who and what the table is tried with.</content>
public abstract partial class AuditCoverageTests
{
    private sealed record Expected(string Action, string ObjectType, AuditOutcome Outcome = AuditOutcome.Succeeded);

    /// <summary>An administrator, somebody else, and one object of each kind, all new.</summary>
    private sealed record Everybody(
        PagesApp App,
        Browser Administrator,
        Account Other,
        long PortfolioId,
        long SystemUserId,
        long TokenId,
        long OperationId
    )
    {
        public long ActorId { get; private set; }

        public static async Task<Everybody> MeetAsync(PagesApp app)
        {
            var portfolio = await app.GivenActingPortfolioAsync("Covered");
            var systemUser = await app.GivenSystemUserAsync(portfolio, "covered tool");
            var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
            var operation = await app.GivenOperationAsync(
                await app.GivenSystemUserAsync(portfolio, "another covered tool"),
                OperationKind.CreateSystemUser,
                o => o.AskFor("Decide.", [OperationChoice.StopHere])
            );
            return new Everybody(
                app,
                await app.SignInAsAdministratorAsync(),
                await app.GivenAccountAsync(Role.Auditor),
                portfolio.Id,
                systemUser.Id,
                token.Id,
                operation.Id
            )
            {
                ActorId = (await app.AccountAsync(WebApp.AdministratorEmail)).Id,
            };
        }

        /// <summary>The system user's token is proved, and a tool waits to confirm it.</summary>
        public Task GiveConsumerAsync() => App.GivenConsumerAsync(SystemUserId, TokenId);

        public async Task<long> GiveFindingAsync(Action<Finding>? and = null)
        {
            var portfolio = await App.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == PortfolioId));
            var ours = await App.GivenOursAsync(portfolio, "covered finding", "its old name");
            return (await App.GivenFindingAsync(ours, FindingKind.Renamed, and)).Id;
        }

        public string ActsAsNobody(long objectId)
        {
            ActorId = 0;
            return Text(objectId);
        }

        public string ActsAs(Account account)
        {
            ActorId = account.Id;
            return Text(account.Id);
        }

        public async Task SendAsync(string path, params (string Key, string Value)[] values)
        {
            var page = await Administrator.PostFormAsync(path, values.ToDictionary(v => v.Key, v => v.Value));
            Assert.True(page.IsRedirect, page.Text);
        }

        public async Task<string> SendToAsync(long objectId, string path, params (string Key, string Value)[] values)
        {
            await SendAsync(path, values);
            return Text(objectId);
        }

        /// <returns>The operation's id.</returns>
        public async Task<string> AskAsync(string path, params (string Key, string Value)[] values) =>
            Asked(await Administrator.PostFormAsync(path, values.ToDictionary(v => v.Key, v => v.Value)));

        public string Asked(Page page)
        {
            Assert.True(page.Location?.StartsWith("/Operations/", StringComparison.Ordinal), page.Text);
            return page.Location!.Split('/')[^1];
        }

        public Task<SystemUser> SystemUserAsync() =>
            App.InDatabaseAsync(db => db.SystemUsers.SingleAsync(s => s.Id == SystemUserId));

        public async Task GiveGrantAsync()
        {
            var systemUser = await SystemUserAsync();
            await App.GivenGrantsAsync(systemUser, AssetKind.AdAccount, "ANALYZE", "Alpha");
        }

        public Task<ChecklistLine> GiveLineAsync() =>
            App.AddAsync(
                new ChecklistLine
                {
                    PortfolioId = PortfolioId,
                    SystemUserId = SystemUserId,
                    Text = "Take the dataset away",
                    OperationId = OperationId,
                    AddedAt = App.Time.GetUtcNow(),
                }
            );

        /// <summary>With a line on its checklist; its id.</summary>
        public async Task<long> GivePartnerAsync()
        {
            var portfolio = await App.InDatabaseAsync(db => db.Portfolios.SingleAsync(p => p.Id == PortfolioId));
            var partner = await App.GivenPartnerAsync(portfolio, "covered agency");
            await App.AddAsync(
                new ChecklistLine
                {
                    PortfolioId = PortfolioId,
                    SystemUserId = null,
                    PartnerId = partner.Id,
                    Text = "Look at its app",
                    OperationId = OperationId,
                    AddedAt = App.Time.GetUtcNow(),
                }
            );
            return partner.Id;
        }

        public async Task LockAsync()
        {
            for (var i = 0; i < PasswordTries.BeforeLock; i++)
                await App.NewBrowser()
                    .PostFormAsync(
                        "/Account/SignIn",
                        new() { ["Input.Email"] = Other.Email!, ["Input.Password"] = "a wrong password" }
                    );
        }
    }

    /// <summary>Knows where a sandbox would be, so that the demo's buttons are there; none runs.</summary>
    public abstract class BesideSandbox(DatabaseProvider provider) : PagesApp(provider)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            var nowhere = new SandboxAddresses(
                new Uri("http://127.0.0.1:1/"),
                new Uri("https://127.0.0.1:1/"),
                Path.Combine(Folder, "none.cer")
            );
            builder.ConfigureTestServices(services => services.AddSingleton(nowhere));
        }
    }

    public sealed class SqliteBesideSandbox() : BesideSandbox(DatabaseProvider.Sqlite);

    public sealed class PostgresBesideSandbox() : BesideSandbox(DatabaseProvider.Postgres);
}
