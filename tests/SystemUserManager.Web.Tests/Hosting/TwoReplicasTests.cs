using System.Net;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

/// <summary>Two replicas behind a balancer that gives each request to the other one, in Production on one PostgreSQL.</summary>
public sealed class TwoReplicasTests : IAsyncLifetime
{
    private const string PublicUrl = "https://sum.example";
    private readonly DirectoryInfo _certificate = Directory.CreateTempSubdirectory("sum-test-certificate-");
    private readonly List<WebApp> _replicas = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await KeyCertificate.WriteAsync(_certificate.FullName);
        await StartBothAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndBothAsync();
        await _database.DisposeAsync();
        _certificate.Delete(recursive: true);
    }

    [Fact]
    [Trait("Id", "W11")]
    public async Task Forms_of_the_one_are_taken_by_the_other_and_a_session_outlives_a_restart_of_both()
    {
        var turns = new Turns(_replicas);
        var browser = new Browser(new Uri(PublicUrl), cookies => Connect(cookies, turns));
        // The form by the one, signed in by the other.
        var signedIn = await browser.PostFormAsync(
            "/Account/SignIn",
            new() { ["Input.Email"] = WebApp.AdministratorEmail, ["Input.Password"] = WebApp.Password }
        );
        Assert.True(signedIn.IsRedirect, signedIn.Text);
        await CodeGenerator.SetUpAsync(_replicas[0], browser);
        await SeeSignedInAsync(browser);
        Assert.Equal(2, turns.Answered.Distinct().Count());

        await EndBothAsync();
        await StartBothAsync();
        turns.Replace(_replicas);

        await SeeSignedInAsync(browser);
        var added = await browser.PostFormAsync(
            "/Settings/People/Add",
            new()
            {
                ["Input.Name"] = "Otto Lind",
                ["Input.Email"] = "otto@example.com",
                ["Input.Roles.Role"] = "Auditor",
                ["Input.Roles.AllPortfolios"] = "True",
                ["Input.Password"] = "handed over on Monday 4",
                ["Input.PasswordAgain"] = "handed over on Monday 4",
            }
        );
        Assert.True(added.IsRedirect, added.Text);
    }

    private static async Task SeeSignedInAsync(Browser browser)
    {
        // As often as both have their turn.
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/Settings/People")).Status);
    }

    private static HttpClient Connect(CookieContainerHandler cookies, Turns turns)
    {
        cookies.InnerHandler = turns;
        return new HttpClient(cookies) { BaseAddress = new Uri(PublicUrl) };
    }

    private async Task StartBothAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var replica = new WebApp(DatabaseProvider.Postgres)
            {
                Environment = "Production",
                ReachesDatabase = _ => Task.FromResult(_database.Options),
                ["Sandbox:Enabled"] = null,
                ["Web:PublicUrl"] = PublicUrl,
            };
            KeyCertificate.Use(_certificate.FullName, replica);
            await replica.InitializeAsync();
            _replicas.Add(replica);
        }
    }

    private async Task EndBothAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        _replicas.Clear();
    }

    /// <summary>Gives each request to the next one.</summary>
    private sealed class Turns : HttpMessageHandler
    {
        private List<HttpMessageInvoker> _replicas = [];
        private int _next;

        public Turns(IEnumerable<WebApp> replicas) => Replace(replicas);

        public List<int> Answered { get; } = [];

        public void Replace(IEnumerable<WebApp> replicas) =>
            _replicas = [.. replicas.Select(r => new HttpMessageInvoker(r.Server.CreateHandler()))];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var turn = _next++ % _replicas.Count;
            Answered.Add(turn);
            return _replicas[turn].SendAsync(request, cancellationToken);
        }
    }
}
