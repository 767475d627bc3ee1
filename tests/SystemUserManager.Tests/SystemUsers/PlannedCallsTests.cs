using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>The calls that a page shows before are the calls that are made.</summary>
public sealed class PlannedCallsTests() : ActTests(DatabaseProvider.Sqlite)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task What_is_shown_of_a_creation_and_of_a_change_is_what_Meta_is_asked()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var performance = await World.GrantOnAsync("Northwind DE Performance", "ANALYZE");
        var outlet = await World.GrantOnAsync("northwind.outlet", "ANALYZE");
        var form = World.CreateForm(portfolio, Name, performance, outlet);
        var planned = await World.AsksAsync((ReachQueries queries) => queries.PreviewAsync(form, default));
        var mark = World.Mark();
        await World.CreateAsync(form);
        var made = await World.SystemUserAsync(Name);
        Assert.Equal(planned!.Calls.Select(c => Line(c, made.GraphId)), Made(mark));

        var request = new ChangeAccessRequest
        {
            Act = World.Act(),
            SystemUserId = made.Id,
            Wanted = [outlet, await World.GrantOnAsync("Northwind DE Brand", "ANALYZE")],
            Saw = (await World.AsksAsync((AccessQueries queries) => queries.FindAsync(made.Id, default)))!.Grants,
        };
        var preview = await World.AsksAsync((AccessQueries queries) => queries.PreviewAsync(made, request, default));
        mark = World.Mark();
        await World.RunToEndAsync(
            World.Succeeds(await World.AsksAsync((ChangeAccess act) => act.AskAsync(request, default)))
        );
        Assert.Equal(preview.Calls.Select(c => Line(c, made.GraphId)), Made(mark));
    }

    [Fact]
    public async Task What_is_shown_of_a_token_is_what_Meta_is_asked_for_the_app_that_it_is_for()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var app = await World.AddAppAsync(portfolio);
        var found = await World.SystemUserAsync("ads sync");
        foreach (var through in new[] { null, (long?)app.Id })
        {
            var form = World.IssueForm(found.Id, World.Adoption) with { PortfolioAppId = through };
            var preview = await World.AsksAsync((IssueQueries queries) => queries.PreviewAsync(found, form, default));
            var mark = World.Mark();

            await World.DoneAsync(World.AskIssueAsync(form));

            Assert.Equal(preview.Calls.Select(c => Line(c, found.GraphId)), Made(mark));
            Assert.Equal("can't spend · reads no people's data · reaches 2 of 13 ad accounts", preview.Reach.Line);
        }
    }

    private static string Line(PlannedCall call, string graphId) =>
        $"{call.Method} {call.Path.Replace("{new id}", graphId, StringComparison.Ordinal)}";

    /// <summary>Calls as Meta saw them: those of a batch one by one, and not the batch.</summary>
    private IEnumerable<string> Made(long since) =>
        World
            .Sandbox.Log.After(since)
            .Where(l => l.Server == "graph")
            .Select(l => $"{l.Method} {Sandbox.State.RequestLog.WithoutVersion(l.Path)}")
            .Where(l => l != "POST /" && l != "POST ");
}
