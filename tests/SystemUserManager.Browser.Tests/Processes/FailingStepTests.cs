using System.Net;
using SystemUserManager.Browser.Tests.Secrecy;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Steps that meet what nobody expects, or never end, with a token in the hand and elsewhere.</summary>
public sealed class FailingStepTests
{
    // The later step of the two first, so that what stopped there is past the next place already.
    private static readonly string[] Points =
    [
        $"after:{IssueToken.Publish}",
        $"at:{IssueToken.TokenInHand}",
        $"after:{RevokeToken.RevokeAtMeta}",
    ];

    [Fact]
    [Trait("Id", "E03")]
    public async Task What_nobody_expected_stops_the_operation_with_one_next_action_which_ends_it()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, $"{Points[0]}:throw");
        var pages = new List<string>();
        foreach (var (i, point) in Points.Index())
        {
            if (i > 0)
                await site.StartAgainAsync($"{point}:throw");
            await site.PlayAsync(
                $"{point}:throw",
                async () =>
                {
                    var title = await AskAsync(site, i);
                    var stopped = await site.Record.SettledAsync(title, site.App);
                    Assert.Equal(OperationState.NeedsAttention, stopped.State);
                    Assert.Equal(OperationChoice.TryAgain, stopped.OpenChoices()[0]);
                    pages.AddRange(await ReadPagesAsync(site, stopped));
                    await site.Anna.TryAgainAsync(stopped.Id);
                    await SeeItGoOnAsync(site, title);
                    pages.AddRange(await ReadPagesAsync(site, (await site.Record.FindOperationAsync(title))!));
                }
            );
        }

        await SeeTheEndAsync(site, pages);
    }

    [Fact]
    [Trait("Id", "A01")]
    [Trait("Id", "A02")]
    public async Task A_step_that_hangs_is_ended_by_a_kill_and_goes_on_rightly()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, $"{Points[0]}:hang");
        foreach (var (i, point) in Points.Index())
        {
            await site.PlayAsync(
                $"{point}:hang",
                async () =>
                {
                    var from = await site.Meta.LastLineAsync();
                    var title = await AskAsync(site, i);
                    await SeeItHangAsync(site, title, from, i);
                    await site.StartAgainAsync(i + 1 < Points.Length ? $"{Points[i + 1]}:hang" : null);
                    await site.SeeDoneAsync(title);
                }
            );
        }

        await SeeTheEndAsync(site, []);
    }

    /// <summary>Two creations, then the revocation of the first. Returns the operation's title.</summary>
    private static async Task<string> AskAsync(CrashSite site, int number)
    {
        if (number == 2)
        {
            await site.RevokeAsync(Name(0));
            return CrashSite.RevocationOf(Name(0));
        }

        await site.CreateAsync(Name(number));
        return CrashSite.CreationOf(Name(number));
    }

    /// <summary>Its effect is there, and the step isn't written down as ended.</summary>
    private static Task SeeItHangAsync(CrashSite site, string title, long from, int number)
    {
        var step = new[] { IssueToken.Publish, IssueToken.GenerateAndStage, RevokeToken.RevokeAtMeta }[number];
        return Patience.UntilAsync(
            async () =>
                (await site.Record.FindOperationAsync(title))?.Steps.Single(s => s.Name == step).State
                    == StepState.Started
                && (await site.Meta.LogAsync(from)) is var log
                && number switch
                {
                    0 => log.Exists(RequestLines.IsWriteToLiveName),
                    1 => log.Count("POST", "/access_tokens") == 1,
                    _ => log.Count("GET", "/oauth/revoke") == 1,
                },
            $"\"{step}\" to hang"
        );
    }

    private static async Task SeeItGoOnAsync(CrashSite site, string title)
    {
        await Patience.UntilAsync(
            async () => (await site.Record.FindOperationAsync(title))!.State != OperationState.NeedsAttention,
            $"\"{title}\" to go on"
        );
        await site.SeeDoneAsync(title);
    }

    /// <summary>Whatever shows the operation, its system user and its token; and what is said where there is nothing to show.</summary>
    private static async Task<List<string>> ReadPagesAsync(CrashSite site, Operation operation)
    {
        var own = $"/Operations/{operation.Id}";
        string[] paths =
        [
            own,
            "/Operations",
            $"/SystemUsers/{operation.SystemUserId}",
            $"/Tokens/{operation.TokenId}",
            $"/Audit?OperationId={operation.Id}",
            "/Findings",
            "/",
        ];
        var pages = new List<string>();
        foreach (var path in paths)
            pages.Add(await site.Anna.ReadAsync(path, HttpStatusCode.OK));
        // It is the page of this operation, as it stands.
        Assert.Contains(operation.Title, pages[0], StringComparison.Ordinal);
        Assert.Equal(
            operation.State == OperationState.NeedsAttention,
            pages[0].Contains("What next?", StringComparison.Ordinal)
        );
        foreach (var accept in new[] { "text/html", "application/problem+json" })
        {
            pages.Add(await site.Anna.ReadAsync(own, HttpStatusCode.OK, accept));
            pages.Add(await site.Anna.ReadAsync("/Operations/999999999", HttpStatusCode.NotFound, accept));
            pages.Add(await site.Anna.ReadAsync("/Error", HttpStatusCode.OK, accept));
        }

        pages.Add(await site.Anna.ReadRefusalAsync(own));
        return pages;
    }

    private static async Task SeeTheEndAsync(CrashSite site, List<string> pages)
    {
        Assert.DoesNotContain(await site.Meta.TokensOfAsync(Name(0)), SandboxView.IsLive);
        Assert.Single(await site.Meta.TokensOfAsync(Name(1)), SandboxView.IsLive);
        await site.Record.SeeAuditHoldsAsync();
        var secrets = (await site.Meta.EveryTokenAsync()).Select(
            (t, i) => ($"secret {i}", t.GetProperty("value").GetString()!)
        );
        var sweep = new SecretSweep(secrets);
        Assert.Empty(sweep.Find(site.App.Output));
        Assert.Empty(pages.SelectMany(p => sweep.Find(p)));
        Assert.Empty(sweep.FindInFiles(site.App.Folder, Path.Combine(site.App.Folder, "sandbox")));
        Assert.Empty(sweep.FindInFiles(Path.GetDirectoryName(site.DatabaseFile)!));
    }

    private static string Name(int number) => $"northwind stumbles {number + 1}";
}
